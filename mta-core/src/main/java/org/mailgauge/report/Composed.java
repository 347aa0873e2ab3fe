package org.mailgauge.report;

import org.jspecify.annotations.Nullable;

/**
 * A message that is ready to go.
 *
 * @param octets header and body, every line ended with CRLF
 * @param eightBit whether it has octets above 127
 * @param messageId with angle brackets
 * @param about Message-ID of the original, with angle brackets; null when it has none
 */
public record Composed(byte[] octets, boolean eightBit, String messageId, @Nullable String about) {}

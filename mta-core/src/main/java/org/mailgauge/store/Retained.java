package org.mailgauge.store;

import java.time.Instant;

/**
 * A message that was removed and can be brought back.
 *
 * @param name that its mailbox has, or had last
 * @param removed when it was expunged, or its mailbox deleted
 */
public record Retained(MessageKey key, MailboxName name, MessageInfo message, Instant removed) {}

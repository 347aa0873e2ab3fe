package org.mailgauge.sasl;

/**
 * A place in an exchange where the client's next response is awaited. Immutable: the same place and
 * the same response give the same turn. Total: every sequence of octets gives a turn, none throws.
 */
@FunctionalInterface
public interface Dialogue {

    /** Takes the client's response, decoded from base64. */
    Turn take(byte[] response);
}

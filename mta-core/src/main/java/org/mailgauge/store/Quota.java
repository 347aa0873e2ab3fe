package org.mailgauge.store;

/**
 * What an account may keep (RFC 9208 STORAGE and MESSAGE).
 *
 * @param octets at most, or {@link #UNLIMITED}
 * @param messages at most, or {@link #UNLIMITED}
 */
public record Quota(long octets, long messages) {

    public static final long UNLIMITED = Long.MAX_VALUE;
    public static final Quota NONE = new Quota(UNLIMITED, UNLIMITED);

    public Quota {
        if (octets < 0 || messages < 0) {
            throw new IllegalArgumentException("quota " + octets + ", " + messages);
        }
    }
}

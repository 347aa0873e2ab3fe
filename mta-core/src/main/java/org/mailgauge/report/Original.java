package org.mailgauge.report;

import java.time.Instant;

/**
 * The message that is reported on.
 *
 * @param id its queue id
 * @param arrived when we took it over
 * @param octets of its content, in all
 * @param beginning its content, or the beginning of it: {@link #octets} and {@link #most} say how
 *     much is wanted; empty when it cannot be read
 * @param most how much of it a report returns at most
 */
public record Original(String id, Instant arrived, long octets, byte[] beginning, int most) {

    /** Whether all of it is here, and may be returned. */
    boolean whole() {
        return octets <= most && beginning.length == octets && octets > 0;
    }
}

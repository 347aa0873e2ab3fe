package org.mailgauge.agent.snmp.notify;

import org.mailgauge.address.Endpoint;

import java.time.Duration;

/**
 * Who gets notifications, and how.
 *
 * @param to where it listens (UDP)
 * @param community the community that SNMPv2c messages carry; empty for SNMPv3
 * @param user the user that SNMPv3 messages come from; empty for SNMPv2c
 * @param inform whether it has to acknowledge
 * @param timeout how long an inform waits for its acknowledgement before it is sent again
 * @param retries how often it is sent again at once; then there is a pause
 */
public record Receiver(
        Endpoint to, String community, String user, boolean inform, Duration timeout, int retries) {

    public Receiver {
        if (community.isEmpty() == user.isEmpty()) {
            throw new IllegalArgumentException(to + " needs a community or a user, not both");
        }
    }

    /** Under which its informs wait, over restarts too. */
    public String key() {
        return to.toString();
    }

    @Override
    public String toString() {
        return "Receiver[%s, %s, %s]"
                .formatted(to, user.isEmpty() ? "v2c" : user, inform ? "inform" : "trap");
    }
}

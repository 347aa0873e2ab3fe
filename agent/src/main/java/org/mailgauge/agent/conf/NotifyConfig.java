package org.mailgauge.agent.conf;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;

import java.time.Duration;
import java.util.List;

/**
 * Who gets SNMP notifications.
 *
 * @param most informs that may wait for each receiver
 * @param heartbeat null for none
 */
public record NotifyConfig(List<Receiver> receivers, int most, @Nullable Duration heartbeat) {
    public NotifyConfig {
        receivers = List.copyOf(receivers);
    }

    /**
     * One receiver, with either a community or a user.
     *
     * @param timeout of an inform, before it is sent again
     * @param retries how often that is done at once
     */
    public record Receiver(
            Endpoint to,
            @Nullable Secret community,
            @Nullable String user,
            boolean inform,
            Duration timeout,
            int retries) {}
}

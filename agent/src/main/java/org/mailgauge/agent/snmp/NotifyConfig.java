package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.snmp.notify.Receiver;

import java.time.Duration;
import java.util.List;

/**
 * Who gets notifications.
 *
 * @param receivers each with an address of its own
 * @param most informs that may wait for each receiver
 * @param heartbeat how often mailgaugeHeartbeat is sent; null for never
 */
public record NotifyConfig(List<Receiver> receivers, int most, @Nullable Duration heartbeat) {
    /** Nobody. */
    public static final NotifyConfig NONE = new NotifyConfig(List.of(), 1, null);

    public NotifyConfig {
        receivers = List.copyOf(receivers);
        if (receivers.stream().map(Receiver::key).distinct().count() != receivers.size()) {
            throw new IllegalArgumentException("one receiver twice: " + receivers);
        }
        if (most < 1) {
            throw new IllegalArgumentException("no room for an inform: " + most);
        }
    }
}

package org.mailgauge.queue;

import org.mailgauge.observe.LatencyStage;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.observe.Observer;

import java.util.ArrayList;
import java.util.List;

/**
 * How long the recipients of one job have been due when it begins; those that came together are
 * told of together. Used under the queue's lock.
 */
final class Waits {
    private final Hop hop;
    private final long now;
    private List<MtaEvent.Timed> told = List.of();
    private long since;
    private int times;

    Waits(Hop hop, long now) {
        this.hop = hop;
        this.now = now;
    }

    /**
     * Since when a recipient in the hop's queue could have gone, on the ticker: exactly since it
     * was placed, and later on to a sixteenth of a second.
     */
    long since(Recipient recipient) {
        return Math.max(
                Math.max(recipient.lane().due.since(recipient), recipient.placed), hop.openedAt);
    }

    /** One goes that could have since then. */
    void begins(long moment) {
        if (times > 0 && moment != since) {
            end();
        }
        since = moment;
        times++;
    }

    private void end() {
        var wait =
                new MtaEvent.Timed(
                        hop.channel.group, LatencyStage.WAITING, times, Math.max(0, now - since));
        told = told.isEmpty() ? new ArrayList<>(1) : told;
        told.add(wait);
        times = 0;
    }

    void tell(Observer observer) {
        if (times > 0) {
            end();
        }
        told.forEach(observer::tell);
    }
}

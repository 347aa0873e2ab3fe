package org.mailgauge.deliver;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.LatencyStage;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.observe.Observer;
import org.mailgauge.port.Time;

/** Times one outbound association and its mail transactions. Used by one thread. */
final class DeliveryClock {
    private final Time time;
    private final Observer observer;
    private final MtaGroup channel;
    private final long began;
    private boolean beginning;
    private @Nullable Long mailSent;

    /** We begin to connect. */
    DeliveryClock(Time time, Observer observer, MtaGroup channel) {
        this.time = time;
        this.observer = observer;
        this.channel = channel;
        began = time.ticks();
    }

    /** The greeting has come. */
    void greeted() {
        tell(LatencyStage.CONNECTING, began);
    }

    /** A message is in hand; what is sent next begins its transaction. */
    void next() {
        beginning = true;
        mailSent = null;
    }

    /** Something is sent. */
    void sending() {
        if (beginning) {
            beginning = false;
            mailSent = time.ticks();
        }
    }

    /**
     * All that was asked is answered.
     *
     * @param answered whether it is, and not lost on the way
     */
    void settled(boolean answered) {
        if (mailSent != null && answered) {
            tell(LatencyStage.TRANSACTION, mailSent);
        }
        mailSent = null;
    }

    private void tell(LatencyStage stage, long since) {
        observer.tell(new MtaEvent.Timed(channel, stage, 1, time.ticks() - since));
    }
}

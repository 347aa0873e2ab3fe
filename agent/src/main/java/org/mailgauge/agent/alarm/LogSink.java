package org.mailgauge.agent.alarm;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells alarms in the log: raised ones as warnings, cleared ones as information. */
public final class LogSink implements AlarmSink {
    private static final Logger LOG = LoggerFactory.getLogger("org.mailgauge.alarm");

    @Override
    public void tell(AlarmEvent event) {
        var alarm = event.alarm();
        if (event.raised()) {
            LOG.warn(
                    "alarm {} raised ({}, {}, event {}): {}",
                    alarm.id(),
                    alarm.kind().label(),
                    alarm.severity().label(),
                    event.sequence(),
                    alarm.text());
        } else {
            LOG.info(
                    "alarm {} cleared ({}, event {}): {}",
                    alarm.id(),
                    alarm.kind().label(),
                    event.sequence(),
                    alarm.text());
        }
    }
}

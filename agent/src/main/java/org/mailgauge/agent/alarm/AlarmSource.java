package org.mailgauge.agent.alarm;

/** Something that measures what rules are about. Used by one thread at a time. */
@FunctionalInterface
public interface AlarmSource {

    /** Measures; quick, and without waiting for a disk or a network. */
    Reading.All read(Moment now);
}

package org.mailgauge.queue;

/** The recipients of one domain at one next hop. Guarded by the queue's lock. */
final class Lane {
    final Hop hop;
    final Domain domain;

    /** Its place among the lanes of the hop. */
    int at;

    /** In the fair order of the hop: when what waits here now is done. */
    long finish;

    /** Stored recipients. */
    long recipients;

    /** Those in {@link Hop#queue}. */
    long waiting;

    Lane(Hop hop, Domain domain) {
        this.hop = hop;
        this.domain = domain;
    }

    /** Whether the operator has stopped the channel or the domain. */
    boolean paused() {
        return domain.paused || hop.channel.paused;
    }
}

package org.mailgauge.observe;

import java.util.List;

/**
 * The queue, as seen by the admission of destinations to groups of their own. Safe for use by any
 * thread.
 */
public interface Backlog {

    /**
     * The domains that are counted in {@code group} and hold at least {@code atLeast} recipients,
     * those with the most first. Cost is of the order of the domains, never of the messages.
     *
     * @param limit at most so many
     */
    List<Waiting> waiting(MtaGroup group, long atLeast, int limit);

    /**
     * Counts the domain's waiting recipients in another group from now on, and tells {@link
     * MtaEvent.Moved} for them, under the lock under which all of the queue's events are told.
     * {@link Groups#destination} already answers {@code to} for the domain. Without effect when the
     * domain is counted there already.
     */
    void regroup(String domain, MtaGroup to);

    /** A domain and the recipients that wait for it. */
    record Waiting(String domain, long recipients) {}
}

package org.mailgauge.route;

/** Decides routes. Safe for use by any thread; pure, quick, without look-ups. */
public interface Router {

    /** The route of a recipient, by its domain. */
    Decision route(String domain);

    /** Whether the domain is one of ours. */
    boolean isLocal(String domain);

    /**
     * A recipient's route.
     *
     * @param channel the name of the channel's group: {@code smtp-out}, {@code lmtp-out}, {@code
     *     local}, {@code hold}, {@code discard}, {@code error}, or the route's own
     */
    record Decision(String channel, NextHop nextHop) {}
}

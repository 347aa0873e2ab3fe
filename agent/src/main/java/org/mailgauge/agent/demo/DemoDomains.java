package org.mailgauge.agent.demo;

import java.util.List;

/** The destination domains of a demonstration, all below one that exists nowhere. */
final class DemoDomains {
    /** Matches all of them. */
    static final String ALL = "*.demo.invalid";

    static final List<String> GOOD =
            List.of("alpha.demo.invalid", "beta.demo.invalid", "gamma.demo.invalid");

    /** Its users are unknown. */
    static final String UNKNOWN = "unknown.demo.invalid";

    /** It takes nothing now. */
    static final String LATER = "later.demo.invalid";

    /** Of the sample users, whose mailboxes are here. */
    static final String USERS = "users.demo.invalid";

    static final List<String> USER_NAMES = List.of("anne", "bert", "carla");

    static final String SENDER = "sender.demo.invalid";

    private DemoDomains() {}
}

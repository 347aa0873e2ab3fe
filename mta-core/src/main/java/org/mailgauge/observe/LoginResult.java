package org.mailgauge.observe;

import java.util.Locale;

/** How a client's attempt to log in to a service ended. */
public enum LoginResult {
    /** It has what it asked for. */
    ACCEPTED,
    /** Wrong user, password, identity or proof. */
    REFUSED,
    /** Too many tries; nothing was checked. */
    THROTTLED,
    /** It could not be checked, or the mailbox could not be opened. */
    UNAVAILABLE,
    /** Another session has the mailbox for itself, or as many have it as may. */
    IN_USE,
    /** What came was no login, or none that is offered, or the client gave up. */
    UNFINISHED;

    /** As metrics show it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}

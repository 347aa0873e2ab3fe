package org.mailgauge.sasl;

import org.mailgauge.address.Mailbox;

/** What a login, or a step of it, ends with. */
public sealed interface LoginStep {
    /** The client is this account. */
    record Accepted(Mailbox account) implements LoginStep {}

    /** Send this to the client, and take his response; base64, may be empty. */
    record Challenge(String base64) implements LoginStep {}

    /** Wrong user, password, identity or proof. */
    record Refused() implements LoginStep {}

    /** Too many tries; nothing was checked. */
    record Throttled() implements LoginStep {}

    /** It cannot be checked now. */
    record Unavailable() implements LoginStep {}

    /** Not what the mechanism says. */
    record Malformed() implements LoginStep {}

    /** The client gave up. */
    record Cancelled() implements LoginStep {}

    /**
     * No such mechanism on this connection.
     *
     * @param encryptionHelps whether there would be with TLS
     */
    record NotOffered(boolean encryptionHelps) implements LoginStep {}
}

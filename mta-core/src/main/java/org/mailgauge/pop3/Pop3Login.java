package org.mailgauge.pop3;

import org.mailgauge.address.Mailbox;

/** What a login, or a step of it, ends with. */
public sealed interface Pop3Login {
    /** The client is this account. */
    record Accepted(Mailbox account) implements Pop3Login {}

    /** Send this to the client, and take his response; base64, may be empty. */
    record Challenge(String base64) implements Pop3Login {}

    /** Wrong user, password, identity or proof. */
    record Refused() implements Pop3Login {}

    /** Too many tries; nothing was checked. */
    record Throttled() implements Pop3Login {}

    /** It cannot be checked now. */
    record Unavailable() implements Pop3Login {}

    /** Not what the mechanism says. */
    record Malformed() implements Pop3Login {}

    /** The client gave up. */
    record Cancelled() implements Pop3Login {}

    /**
     * No such mechanism on this connection.
     *
     * @param encryptionHelps whether there would be with TLS
     */
    record NotOffered(boolean encryptionHelps) implements Pop3Login {}
}

package org.mailgauge.auth;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Mailbox;
import org.mailgauge.sasl.ScramHash;
import org.mailgauge.sasl.ScramSecret;

/** What is known of passwords; never the passwords. Safe for use by any thread. */
public interface Credentials {

    /**
     * Checks a password. Blocks while it is hashed. An address that nobody has, and none at all,
     * costs what a wrong password costs.
     *
     * @param user canonical; null for a name that is no address
     * @param password prepared (RFC 4013) where that is possible
     */
    Check check(@Nullable Mailbox user, String password);

    /** Whether each account has a secret for SCRAM, so that it can be offered. */
    boolean offersScram();

    /**
     * The secret of an account. For who has none one that fits no password: the same at each call
     * and after a restart, with the parameters of the others.
     */
    ScramSecret scram(@Nullable Mailbox user, ScramHash hash);

    /** What a check ends with. */
    sealed interface Check {
        record Right(Account account) implements Check {}

        record Wrong() implements Check {}

        /** Too many checks wait, or the accounts can't be read: nothing was found out. */
        record Unavailable() implements Check {}
    }
}

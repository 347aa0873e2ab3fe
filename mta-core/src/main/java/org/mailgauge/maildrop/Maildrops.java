package org.mailgauge.maildrop;

import org.mailgauge.address.Mailbox;

/**
 * The maildrops of all accounts. Safe for use by any thread; {@link #open} may be called on a
 * virtual thread and hands file work to threads that may do it.
 */
public interface Maildrops {

    /**
     * Opens an account's maildrop for one session alone (RFC 1939 section 4: an exclusive-access
     * lock), and fixes what is in it. Who gets {@link Opening.Opened} must close the maildrop.
     * Sessions of other protocols go on beside it; what they bring is not seen, and what they
     * remove is {@link Maildrop.Reading.Missing}. While another session has it, this waits for some
     * seconds.
     *
     * @param account its address, as the login gave it (canonical)
     */
    Opening open(Mailbox account);

    /** What came of it. */
    sealed interface Opening {
        record Opened(Maildrop maildrop) implements Opening {}

        /** Another session has it open ({@code [IN-USE]}, RFC 2449 section 8.1.1). */
        record InUse() implements Opening {}

        /**
         * It cannot be read.
         *
         * @param temporary whether trying again later may help ({@code [SYS/TEMP]} or {@code
         *     [SYS/PERM]}, RFC 3206)
         */
        record Unavailable(boolean temporary) implements Opening {}
    }
}

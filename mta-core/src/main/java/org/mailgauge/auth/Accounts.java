package org.mailgauge.auth;

import org.mailgauge.address.Mailbox;

import java.util.List;
import java.util.Optional;

/**
 * The accounts, to be read. What is answered comes from memory: no call blocks. Safe for use by any
 * thread.
 */
public interface Accounts {

    /** Where there are none. */
    Accounts NONE =
            new Accounts() {
                @Override
                public Optional<Account> find(Mailbox address) {
                    return Optional.empty();
                }

                @Override
                public List<Account> list() {
                    return List.of();
                }

                @Override
                public Subscription subscribe(Listener listener) {
                    return () -> {};
                }
            };

    /** The account of that address; case does not matter, and {@code sendsAs} is not looked at. */
    Optional<Account> find(Mailbox address);

    /** All of them, in the order of their addresses. */
    List<Account> list();

    /**
     * Tells of changes from now on. Whoever needs all accounts subscribes first and lists then: he
     * may be told of an account that he has seen, but misses none.
     */
    Subscription subscribe(Listener listener);

    /**
     * Told after a change is in force, in the order of the changes, on a platform thread. Calls
     * must be short and must not throw.
     */
    interface Listener {
        /** The account is new, or what it may do has changed. */
        void changed(Account account);

        void removed(Mailbox address);
    }

    /** Ends what was subscribed. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}

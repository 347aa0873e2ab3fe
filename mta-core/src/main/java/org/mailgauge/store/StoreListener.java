package org.mailgauge.store;

/**
 * Is told of changes in an account, by any thread (NOTIFY, RFC 5465). Calls must be short, never
 * block and not call the store; they may come for nothing, and one may stand for many changes.
 */
public interface StoreListener {

    /** Messages came, went or changed. */
    void changed(ObjectId mailbox);

    /** Mailboxes or subscriptions came, went, or have other names. */
    void renamed();
}

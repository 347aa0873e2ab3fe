package org.mailgauge.store;

import java.util.Set;

/**
 * Is told of changes in an account, by any thread (NOTIFY, RFC 5465). Calls must be short, never
 * block and not call the store; they may come for nothing, and one may stand for many changes.
 */
public interface StoreListener {

    /** Messages came, went or changed. */
    void changed(ObjectId mailbox);

    /** Mailboxes or subscriptions came, went, or have other names. */
    void renamed();

    /** These annotations of a mailbox were set or removed. */
    default void annotated(ObjectId mailbox, Set<AnnotationName> names) {}

    /** These annotations of the account were set or removed. */
    default void accountAnnotated(Set<AnnotationName> names) {}
}

package org.mailgauge.testing;

import org.jspecify.annotations.Nullable;
import org.mailgauge.store.AccountStore;
import org.mailgauge.store.MailStore;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.Outcome;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/** A store in which something happens just before mailboxes are asked for something. */
public final class Meanwhile {
    private final MailStore store;
    private final String method;
    private final Queue<Runnable> happenings = new ArrayDeque<>();

    /**
     * @param method of {@link MailboxStore}
     */
    public Meanwhile(MailStore store, String method) {
        this.store = store;
        this.method = method;
    }

    /** Before its next calls these happen, one before each. */
    public void happens(Runnable... what) {
        happenings.addAll(java.util.List.of(what));
    }

    /** Whether all has happened. */
    public boolean over() {
        return happenings.isEmpty();
    }

    public MailStore store() {
        return wrapped(MailStore.class, store);
    }

    private <T> T wrapped(Class<T> type, Object inner) {
        InvocationHandler handler = (_, called, arguments) -> call(inner, called, arguments);
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private @Nullable Object call(Object inner, Method called, Object[] arguments)
            throws Throwable {
        if (inner instanceof MailboxStore && called.getName().equals(method)) {
            var next = happenings.poll();
            if (next != null) {
                next.run();
            }
        }
        try {
            return wrapped(called.invoke(inner, arguments));
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private @Nullable Object wrapped(@Nullable Object result) {
        return switch (result) {
            case AccountStore account -> wrapped(AccountStore.class, account);
            case MailboxStore mailbox -> wrapped(MailboxStore.class, mailbox);
            case Optional<?> some -> some.map(this::wrapped);
            case Outcome.Done<?>(AccountStore account) ->
                    new Outcome.Done<>(wrapped(AccountStore.class, account));
            case null -> null;
            default -> result;
        };
    }
}

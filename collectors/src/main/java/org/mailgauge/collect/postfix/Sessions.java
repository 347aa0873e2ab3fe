package org.mailgauge.collect.postfix;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.Association;
import org.mailgauge.observe.AssociationIds;
import org.mailgauge.observe.Ledger;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.observe.StateText;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/**
 * The inbound associations that are open, by the process of smtpd that has each: it has one at a
 * time, so that a connect tells that the one before is gone. At most {@value #MOST}; what is beyond
 * them is counted as if it had ended at once. Used by one thread.
 */
final class Sessions {
    /** Processes that are known. */
    static final int MOST = 20_000;

    /** A session, and the sender of its transaction of which nobody is accepted so far. */
    private static final class Session {
        private final MtaGroup group;
        private Association association;
        private @Nullable String refused;

        private Session(MtaGroup group, Association association) {
            this.group = group;
            this.association = association;
        }
    }

    private final Ledger ledger;
    private final AssociationIds ids;
    private final Map<Long, Session> open = new HashMap<>();

    /**
     * @param ids of all associations of the ledger
     */
    Sessions(Ledger ledger, AssociationIds ids) {
        this.ledger = ledger;
        this.ids = ids;
    }

    void opened(long pid, MtaGroup group, String remote, long at) {
        closed(pid, at);
        var association = new Association(ids.next(), group, true, false, remote, group.port(), at);
        ledger.tell(new MtaEvent.InboundOpened(association), at);
        if (open.size() < MOST) {
            open.put(pid, new Session(group, association));
        } else {
            ledger.tell(new MtaEvent.AssociationClosed(association), at);
        }
    }

    /** Its client is a user. */
    void authenticated(long pid, long at) {
        var session = open.get(pid);
        if (session != null && !session.association.userAgent()) {
            var was = session.association;
            session.association =
                    new Association(
                            was.id(),
                            was.group(),
                            true,
                            true,
                            was.remote(),
                            was.port(),
                            was.startedTicks());
            ledger.tell(new MtaEvent.InboundAuthenticated(was), at);
        }
    }

    /**
     * A recipient, or the sender, was refused. The transaction is, unless a recipient of it is
     * accepted; it goes on as long as the sender is the same.
     */
    void refused(long pid, MtaGroup group, String sender, long at) {
        var session = open.get(pid);
        if (session == null) {
            ledger.tell(new MtaEvent.TransactionRejected(group), at);
        } else if (!sender.equals(session.refused)) {
            endRefused(session, at);
            session.refused = sender;
        }
    }

    /** A recipient of the transaction was accepted. */
    void accepted(long pid) {
        var session = open.get(pid);
        if (session != null) {
            session.refused = null;
        }
    }

    private void endRefused(Session session, long at) {
        if (session.refused != null) {
            session.refused = null;
            ledger.tell(new MtaEvent.TransactionRejected(session.group), at);
        }
    }

    void closed(long pid, long at) {
        var session = open.remove(pid);
        if (session != null) {
            endRefused(session, at);
            ledger.tell(new MtaEvent.AssociationClosed(session.association), at);
        }
    }

    /** All processes are gone, or it is not known what has become of them. */
    void closeAll(long at) {
        List.copyOf(open.keySet()).forEach(pid -> closed(pid, at));
    }

    /** Processes that have ended take their sessions with them. */
    void retain(LongPredicate lives, long at) {
        List.copyOf(open.keySet()).stream()
                .filter(pid -> !lives.test(pid))
                .forEach(pid -> closed(pid, at));
    }

    int count() {
        return open.size();
    }

    void save(StateText text, Consumer<String> lines) {
        open.forEach(
                (pid, session) -> {
                    var of = session.association;
                    lines.accept(
                            text.line(
                                    "session",
                                    Long.toString(pid),
                                    session.group.name(),
                                    of.remote(),
                                    text.moment(of.startedTicks()),
                                    of.userAgent() ? "user" : "peer",
                                    session.refused == null ? "" : "<" + session.refused));
                });
    }

    /** Takes one of the lines; returns whether it was one. */
    boolean goOn(StateText.Words words, Channels channels) {
        if (!words.first().equals("session")) {
            return false;
        }
        var pid = words.number(1);
        var started = words.ticks(4);
        if (pid == null || started == null) {
            return false;
        }
        var group = channels.inbound(words.text(2));
        boolean user = words.text(5).equals("user");
        var association =
                new Association(
                        ids.next(), group, true, user, words.text(3), group.port(), started);
        ledger.resume(association);
        var session = new Session(group, association);
        var refused = words.text(6);
        session.refused = refused.isEmpty() ? null : refused.substring(1);
        open.put(pid, session);
        return true;
    }
}

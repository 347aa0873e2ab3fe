package org.mailgauge.mailaccess;

import org.jspecify.annotations.Nullable;
import org.mailgauge.imap.ImapReply;
import org.mailgauge.imap.MessageLimit;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.store.MailboxView;
import org.mailgauge.store.MessageInfo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages that a command works on: all that it names, or only the last of them, as many as the
 * server's limit is (RFC 9738). These are gone through from the last one back.
 *
 * @param code of the answer that says so; null when they are all
 */
record Limited(UidSet uids, @Nullable String code) {
    /** Messages that are turned round at a time. */
    private static final int SOME = 500;

    static Limited all(UidSet uids) {
        return new Limited(uids, null);
    }

    /** As many of some messages as a command may work on that is neither COPY nor APPEND. */
    static Limited of(MessageLimit limit, UidSet uids) {
        if (!limit.excludes(uids.size())) {
            return all(uids);
        }
        long lowest = lowest(limit, uids);
        return new Limited(uids.and(UidSet.range(lowest, uids.last())), limit.code(lowest));
    }

    /** Messages of which UID EXPUNGE is to remove those that have {@code \\Deleted}. */
    static Limited deleted(MessageLimit limit, OpenMailbox open, UidSet uids) throws IOException {
        if (!limit.excludes(uids.size())) {
            return all(uids);
        }
        open.refresh();
        var deleted = new UidSet.Builder();
        open.view()
                .visit(
                        uids,
                        message -> {
                            if (message.flags().has(SystemFlag.DELETED)) {
                                deleted.add(message.uid());
                            }
                            return true;
                        });
        return of(limit, deleted.build());
    }

    private static long lowest(MessageLimit limit, UidSet uids) {
        return uids.nth(uids.size() - limit.most() + 1);
    }

    /** The answer to a command that does nothing with so many. */
    static ImapReply refusal(MessageLimit limit) {
        return ImapReply.no(limit.code(), "At most " + limit.most() + " messages at a time");
    }

    /** As {@link #refusal}, and says with which of them it would be done. */
    static ImapReply refusal(MessageLimit limit, UidSet uids) {
        return ImapReply.no(limit.code(lowest(limit, uids)), refusal(limit).text());
    }

    /** Whether there are others that are not worked on. */
    boolean isPart() {
        return code != null;
    }

    /** All of them, so many at a time, in the order in which they are worked on. */
    List<UidSet> portions(int each) {
        return portions(uids, each);
    }

    private List<UidSet> portions(UidSet some, int each) {
        var portions = Portions.of(some, each);
        return isPart() ? portions.reversed() : portions;
    }

    /** Shows some of them that a view has, in the order in which they are worked on. */
    void visit(MailboxView view, UidSet some, MailboxView.Visitor visitor) throws IOException {
        if (!isPart()) {
            view.visit(some, visitor);
            return;
        }
        for (var portion : portions(some, SOME)) {
            var messages = new ArrayList<MessageInfo>();
            view.visit(portion, messages::add);
            for (var message : messages.reversed()) {
                if (!visitor.see(message)) {
                    return;
                }
            }
        }
    }

    /**
     * The answer to a command that has worked on them: it tells the code, which is told before an
     * answer that is no OK or has a code already (RFC 9738 section 3.1).
     */
    ImapReply told(ImapReply reply, Output out) throws ClientGoneException {
        if (code == null) {
            return reply;
        }
        if (reply.status() == ImapReply.Status.OK && reply.code() == null) {
            return ImapReply.ok(code, reply.text() + ", only the last messages");
        }
        out.buffer().text(ImapReply.no(code, "Only the last messages").line("*")).line();
        out.pass();
        return reply;
    }
}

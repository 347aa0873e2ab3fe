package org.mailgauge.mailaccess;

import org.mailgauge.imap.ImapReply;
import org.mailgauge.store.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The store's refusals as a client is told them (RFC 9051 section 7.1, RFC 5530). */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private Refusals() {}

    static ImapReply reply(Refusal why) {
        return switch (why) {
            case Refusal.NoSuchAccount _ -> ImapReply.no("UNAVAILABLE", "The account is gone");
            case Refusal.NoSuchMailbox _ -> ImapReply.no("NONEXISTENT", "No such mailbox");
            case Refusal.NoSuchMessage _ -> ImapReply.no("EXPUNGEISSUED", "No such message");
            case Refusal.AlreadyExists _ -> ImapReply.no("ALREADYEXISTS", "Mailbox exists");
            case Refusal.AlreadyStored _ -> ImapReply.no("ALREADYEXISTS", "Message exists");
            case Refusal.OverQuota _ -> ImapReply.no("OVERQUOTA", "Quota exceeded");
            case Refusal.UseTaken(var use, _) ->
                    ImapReply.no(
                            "USEATTR", "Another mailbox is used for " + use.text().substring(1));
            case Refusal.TooMany(var what, int most) ->
                    ImapReply.no(
                            "LIMIT",
                            "At most "
                                    + most
                                    + ' '
                                    + what.name().toLowerCase(java.util.Locale.ROOT));
            case Refusal.TooBig(int most) -> ImapReply.no("TOOBIG", "At most " + most + " octets");
            case Refusal.BadName(var text) -> ImapReply.no("CANNOT", text);
            case Refusal.NotAllowed(var text) -> ImapReply.no("CANNOT", text);
            case Refusal.Full(var detail) -> {
                LOG.warn("refused, no room: {}", detail);
                yield ImapReply.no("LIMIT", "No space left");
            }
            case Refusal.Busy(var detail) -> {
                LOG.info("refused, busy: {}", detail);
                yield ImapReply.no("INUSE", "Busy, try again later");
            }
        };
    }

    /** Of messages that the session sees still, and another one has expunged (RFC 5530). */
    static ImapReply expunged() {
        return ImapReply.no("EXPUNGEISSUED", "Some of them have been expunged");
    }

    /** As {@link #reply}, where a mailbox to put messages into may be made (RFC 9051 TRYCREATE). */
    static ImapReply target(Refusal why) {
        return why instanceof Refusal.NoSuchMailbox
                ? ImapReply.no("TRYCREATE", "No such mailbox")
                : reply(why);
    }
}

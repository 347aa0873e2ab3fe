package org.mailgauge.imap;

import java.util.ArrayList;
import java.util.List;

/** Reads NOTIFY's arguments (RFC 5465 section 8). */
final class NotifyParser {
    private final Cursor in;

    private NotifyParser(Cursor in) {
        this.in = in;
    }

    static NotifyRequest read(Cursor in) {
        in.space();
        if (in.skipWord("NONE")) {
            return new NotifyRequest.None();
        }
        in.expectWord("SET");
        in.space();
        boolean status = in.skipWord("STATUS");
        if (status) {
            in.space();
        }
        return new NotifyRequest.Set(status, new NotifyParser(in).groups());
    }

    private List<NotifyRequest.Group> groups() {
        var groups = new ArrayList<NotifyRequest.Group>();
        do {
            if (groups.size() == MailboxFilter.MOST) {
                throw new SyntaxException("More than " + MailboxFilter.MOST + " groups");
            }
            in.expect('(');
            var mailboxes = MailboxFilter.read(in);
            in.space();
            List<NotifyRequest.Event> events =
                    in.skipWord("NONE") ? List.of() : in.list(this::event);
            in.expect(')');
            groups.add(new NotifyRequest.Group(mailboxes, events));
        } while (in.skip(' '));
        return groups;
    }

    private NotifyRequest.Event event() {
        var name = in.word();
        return switch (name) {
            case "MESSAGENEW" -> new NotifyRequest.Event.MessageNew(items());
            case "MESSAGEEXPUNGE" -> NotifyRequest.Event.Kind.MESSAGE_EXPUNGE;
            case "FLAGCHANGE" -> NotifyRequest.Event.Kind.FLAG_CHANGE;
            case "ANNOTATIONCHANGE" -> NotifyRequest.Event.Kind.ANNOTATION_CHANGE;
            case "MAILBOXNAME" -> NotifyRequest.Event.Kind.MAILBOX_NAME;
            case "SUBSCRIPTIONCHANGE" -> NotifyRequest.Event.Kind.SUBSCRIPTION_CHANGE;
            case "MAILBOXMETADATACHANGE" -> NotifyRequest.Event.Kind.MAILBOX_METADATA_CHANGE;
            case "SERVERMETADATACHANGE" -> NotifyRequest.Event.Kind.SERVER_METADATA_CHANGE;
            default -> new NotifyRequest.Event.Unknown(name);
        };
    }

    private List<FetchItem> items() {
        int start = in.position();
        if (in.skip(' ') && in.peek() == '(') {
            return FetchParser.items(in);
        }
        in.back(start);
        return List.of();
    }
}

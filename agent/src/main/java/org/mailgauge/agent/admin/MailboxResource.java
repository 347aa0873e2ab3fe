package org.mailgauge.agent.admin;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.admin.Audited.Done;
import org.mailgauge.agent.mailbox.MailAccess.Item;
import org.mailgauge.agent.mailbox.MailAccess.Room;
import org.mailgauge.agent.mailbox.RefusedException;
import org.mailgauge.agent.mailbox.StoreMail;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.Flags;
import org.mailgauge.store.Keyword;
import org.mailgauge.store.MailStore;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MessageKey;
import org.mailgauge.store.ObjectId;
import org.mailgauge.store.Quota;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.core.JsonGenerator;

import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The mail of accounts, for {@code mailgauge mailbox}. What it is asked to make, import into and
 * bring back is in the audit log; single messages of an import are not. Safe for use by any thread.
 */
public final class MailboxResource {
    private static final Logger LOG = LoggerFactory.getLogger(MailboxResource.class);
    private static final Set<String> CHANGES = Set.of("create", "append", "undelete", "limit");
    private static final int PAGE = 1000;
    private static final int PIECE = 1 << 20;
    private static final int UNDELETE = 1000;

    /** Of one message that is appended. */
    static final long MOST_OCTETS = 256L << 20;

    private final StoreMail mail;
    private final Audited audited;

    MailboxResource(MailStore store, Audited audited) {
        this.mail = new StoreMail(store);
        this.audited = audited;
    }

    /** Whether there is a change of that name. */
    static boolean knows(String name) {
        return CHANGES.contains(name);
    }

    /** A request that cannot be meant; the message is for who asked. */
    private static final class Unclear extends Exception {
        private static final long serialVersionUID = 1;

        Unclear(String message) {
            super(message);
        }
    }

    private interface Work {
        Response answer() throws IOException, Unclear;
    }

    private static Response answer(Work work) {
        try {
            return work.answer();
        } catch (Unclear e) {
            return Response.error(400, String.valueOf(e.getMessage()));
        } catch (RefusedException e) {
            return Response.error(404, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            LOG.warn("mailboxes cannot be read or written", e);
            return Response.error(503, "the mail store failed; the server's log says why");
        }
    }

    Response get(String name, Query query) {
        return answer(
                () ->
                        switch (name) {
                            case "" -> folders(query);
                            case "messages" -> messages(query);
                            case "content" -> content(query);
                            case "deleted" -> deleted(query);
                            case "quota" -> rooms(mail.rooms(optional(query)));
                            default ->
                                    Response.error(
                                            404, "there is messages, content, deleted and quota");
                        });
    }

    private Response folders(Query query) throws IOException, Unclear {
        var folders = mail.folders(account(query));
        return list(
                "mailboxes",
                folders,
                (json, folder) -> {
                    json.writeStringProperty("name", folder.name().text());
                    json.writeNumberProperty("messages", folder.messages());
                    json.writeNumberProperty("unseen", folder.unseen());
                    json.writeNumberProperty("octets", folder.octets());
                });
    }

    private Response messages(Query query) throws IOException, Unclear {
        var page =
                mail.page(
                        account(query),
                        mailbox(query, "mailbox"),
                        number(query, "after", 0, UidSet.MOST),
                        PAGE);
        return list("messages", page, MailboxResource::item);
    }

    private Response content(Query query) throws IOException, Unclear {
        var piece =
                mail.piece(
                        account(query),
                        mailbox(query, "mailbox"),
                        number(query, "uid", 1, UidSet.MOST),
                        number(query, "offset", 0, Long.MAX_VALUE),
                        PIECE);
        return new Response(200, "application/octet-stream", piece, Map.of());
    }

    private Response deleted(Query query) throws IOException, Unclear {
        var lost =
                mail.lost(
                        account(query),
                        instant(query, "since"),
                        (int) number(query, "limit", 1, 100_000));
        return list(
                "messages",
                lost,
                (json, message) -> {
                    json.writeStringProperty("mailbox_id", message.key().mailbox().text());
                    json.writeStringProperty("mailbox", message.mailbox().text());
                    json.writeStringProperty("removed", message.removed().toString());
                    item(json, message.message());
                });
    }

    private static Response rooms(List<Room> rooms) {
        return list("quotas", rooms, MailboxResource::room);
    }

    /** An account's use and quota; what is not limited has no quota. */
    public static void room(JsonGenerator json, Room room) {
        var use = room.use();
        json.writeStringProperty("account", room.account().text());
        json.writeNumberProperty("octets", use.octets());
        json.writeNumberProperty("messages", use.messages());
        if (use.limit().octets() < Quota.UNLIMITED) {
            json.writeNumberProperty("quota_octets", use.limit().octets());
        }
        if (use.limit().messages() < Quota.UNLIMITED) {
            json.writeNumberProperty("quota_messages", use.limit().messages());
        }
    }

    private static @Nullable AccountName optional(Query query) throws Unclear {
        return query.get("account") == null ? null : account(query);
    }

    private static void item(JsonGenerator json, Item item) {
        json.writeNumberProperty("uid", item.uid());
        json.writeStringProperty("flags", item.flags().toString());
        json.writeStringProperty("internal_date", item.internalDate().toString());
        json.writeNumberProperty("octets", item.octets());
    }

    private interface Row<T> {
        void write(JsonGenerator json, T value);
    }

    private static <T> Response list(String name, List<T> values, Row<T> row) {
        return Response.json(
                200,
                json -> {
                    json.writeStartObject();
                    json.writeArrayPropertyStart(name);
                    for (var value : values) {
                        json.writeStartObject();
                        row.write(json, value);
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                    json.writeEndObject();
                });
    }

    /**
     * Makes a change.
     *
     * @param body of {@code append}: the message
     */
    Response post(String name, Query query, Operator operator, InputStream body) {
        return switch (name) {
            case "append" -> answer(() -> append(query, body));
            case "create" ->
                    audited(
                            "mailbox-import",
                            operator,
                            () -> {
                                var form = operator.form();
                                mail.make(account(form), mailbox(form, "mailbox"));
                                return 0;
                            });
            case "limit" -> limit(operator);
            default -> audited("mailbox-undelete", operator, () -> undelete(operator.form()));
        };
    }

    private Response limit(Operator operator) {
        return audited.make(
                "user-quota",
                operator,
                false,
                _ -> {
                    var form = operator.form();
                    var response =
                            answer(() -> rooms(List.of(mail.limit(account(form), quota(form)))));
                    return new Done(
                            response,
                            json ->
                                    json.writeStringProperty(
                                            "outcome",
                                            response.status() == 200 ? "done" : "refused"));
                });
    }

    private static Quota quota(Query form) throws Unclear {
        return new Quota(
                number(form, "octets", 0, Quota.UNLIMITED),
                number(form, "messages", 0, Quota.UNLIMITED));
    }

    private Response append(Query query, InputStream body) throws IOException, Unclear {
        mail.append(
                account(query),
                mailbox(query, "mailbox"),
                flags(Objects.requireNonNullElse(query.get("flags"), "")),
                instant(query, "internal-date"),
                new Bounded(body, MOST_OCTETS));
        return messages(1);
    }

    private static Response messages(long count) {
        return Response.json(
                200,
                json -> {
                    json.writeStartObject();
                    json.writeNumberProperty("messages", count);
                    json.writeEndObject();
                });
    }

    private interface Change {
        long make() throws IOException, Unclear;
    }

    private Response audited(String what, Operator operator, Change change) {
        return audited.make(
                what,
                operator,
                false,
                written -> {
                    long[] count = {-1};
                    var response =
                            answer(
                                    () -> {
                                        count[0] = change.make();
                                        return messages(count[0]);
                                    });
                    return new Done(
                            response,
                            json ->
                                    json.writeStringProperty(
                                            "outcome",
                                            count[0] < 0 ? "refused" : count[0] + " messages"));
                });
    }

    private long undelete(Query form) throws IOException, Unclear {
        var keys = new ArrayList<MessageKey>();
        for (var text : text(form, "messages").split(",", UNDELETE + 1)) {
            keys.add(key(text));
        }
        return mail.undelete(account(form), keys, mailbox(form, "into"));
    }

    private static MessageKey key(String text) throws Unclear {
        int colon = text.indexOf(':');
        try {
            return new MessageKey(
                    new ObjectId(text.substring(0, Math.max(0, colon))),
                    Long.parseLong(text.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw new Unclear("messages: at most " + UNDELETE + " of MAILBOX-ID:UID");
        }
    }

    private static String text(Query query, String name) throws Unclear {
        var text = query.get(name);
        if (text == null || text.isEmpty()) {
            throw new Unclear("give " + name);
        }
        return text;
    }

    private static AccountName account(Query query) throws Unclear {
        return AccountName.parse(text(query, "account"))
                .orElseThrow(() -> new Unclear("account: give an address"));
    }

    private static MailboxName mailbox(Query query, String name) throws Unclear {
        return switch (MailboxName.parse(text(query, name))) {
            case MailboxName.Parsed.Name(var mailbox) -> mailbox;
            case MailboxName.Parsed.Bad(var why) -> throw new Unclear(name + ": " + why);
        };
    }

    private static long number(Query query, String name, long least, long most) throws Unclear {
        try {
            long number = Long.parseLong(text(query, name));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new Unclear(name + ": a number from " + least + " to " + most);
    }

    private static Instant instant(Query query, String name) throws Unclear {
        try {
            return Instant.parse(text(query, name));
        } catch (DateTimeException e) {
            throw new Unclear(name + ": a time such as 2026-02-03T04:05:06Z");
        }
    }

    /** Flags as {@link Flags#toString} writes them. */
    static Flags flags(String text) {
        var flags = Flags.NONE;
        for (var word : text.split(" ", -1)) {
            for (var flag : SystemFlag.values()) {
                flags = flag.text().equals(word) ? flags.with(Flags.of(flag)) : flags;
            }
            var keyword = Keyword.parse(word);
            flags = keyword.isEmpty() ? flags : flags.with(new Flags(0, Set.of(keyword.get())));
        }
        return flags;
    }

    /** A stream that has at most so many octets. */
    private static final class Bounded extends java.io.FilterInputStream {
        private long left;

        Bounded(InputStream in, long most) {
            super(in);
            this.left = most;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = in.read(into, offset, length);
            left -= Math.max(0, read);
            if (left < 0) {
                throw new RefusedException(
                        "a message over the API has at most " + MOST_OCTETS + " octets");
            }
            return read;
        }
    }
}

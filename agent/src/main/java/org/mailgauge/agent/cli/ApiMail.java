package org.mailgauge.agent.cli;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.mailbox.MailAccess;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.Flags;
import org.mailgauge.store.Keyword;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MessageKey;
import org.mailgauge.store.ObjectId;
import org.mailgauge.store.Quota;
import org.mailgauge.store.QuotaUse;

import tools.jackson.databind.JsonNode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The mail of a running server, through its API. */
final class ApiMail implements MailAccess {
    private final ApiClient client;

    ApiMail(ApiClient client) {
        this.client = client;
    }

    /** Carries a {@link Failure} to the command. */
    static final class AskingFailed extends IOException {
        private static final long serialVersionUID = 1;

        private final transient Failure failure;

        AskingFailed(Failure failure) {
            super(failure.line());
            this.failure = failure;
        }

        Failure failure() {
            return failure;
        }
    }

    private interface Asking<T> {
        T ask() throws Failure;
    }

    private static <T> T asked(Asking<T> asking) throws IOException {
        try {
            return asking.ask();
        } catch (Failure failure) {
            throw new AskingFailed(failure);
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IOException("the server's answer can't be read: " + e.getMessage());
        }
    }

    private static Form of(AccountName account) {
        return new Form().put("account", account.text());
    }

    @Override
    public List<Folder> folders(AccountName account) throws IOException {
        return asked(
                () -> {
                    var folders = new ArrayList<Folder>();
                    for (var node :
                            client.get("mailboxes?" + of(account)).tree().path("mailboxes")) {
                        folders.add(
                                new Folder(
                                        name(node.path("name")),
                                        node.path("messages").asLong(),
                                        node.path("unseen").asLong(),
                                        node.path("octets").asLong()));
                    }
                    return folders;
                });
    }

    @Override
    public List<Room> rooms(@Nullable AccountName account) throws IOException {
        var query = account == null ? "" : "?" + of(account);
        return asked(
                () -> {
                    var rooms = new ArrayList<Room>();
                    for (var node : client.get("mailboxes/quota" + query).tree().path("quotas")) {
                        rooms.add(room(node));
                    }
                    return rooms;
                });
    }

    @Override
    public Room limit(AccountName account, Quota quota) throws IOException {
        var form =
                of(account)
                        .put("octets", quota.octets())
                        .put("messages", quota.messages())
                        .toString();
        return asked(
                () -> room(client.post("mailboxes/limit", form).tree().path("quotas").path(0)));
    }

    private static Room room(JsonNode node) {
        var limit =
                new Quota(
                        node.path("quota_octets").asLong(Quota.UNLIMITED),
                        node.path("quota_messages").asLong(Quota.UNLIMITED));
        return new Room(
                new AccountName(node.path("account").asString()),
                new QuotaUse(limit, node.path("octets").asLong(), node.path("messages").asLong()));
    }

    private static MailboxName name(JsonNode node) {
        return MailboxName.of(node.asString())
                .orElseThrow(() -> new IllegalArgumentException("no name of a mailbox"));
    }

    private static Item item(JsonNode node) {
        return new Item(
                node.path("uid").asLong(),
                flags(node.path("flags").asString()),
                Instant.parse(node.path("internal_date").asString()),
                node.path("octets").asLong());
    }

    private static Flags flags(String text) {
        var system = new ArrayList<SystemFlag>();
        for (var flag : SystemFlag.values()) {
            if ((" " + text + " ").contains(" " + flag.text() + " ")) {
                system.add(flag);
            }
        }
        Set<Keyword> keywords =
                List.of(text.split(" ", -1)).stream()
                        .flatMap(word -> Keyword.parse(word).stream())
                        .collect(Collectors.toSet());
        return Flags.of(system, keywords);
    }

    @Override
    public void read(AccountName account, MailboxName mailbox, Taker taker) throws IOException {
        var where = of(account).put("mailbox", mailbox.text());
        for (long after = 0; ; ) {
            long from = after;
            var page =
                    asked(
                            () -> {
                                var items = new ArrayList<Item>();
                                client.get("mailboxes/messages?" + where + "&after=" + from)
                                        .tree()
                                        .path("messages")
                                        .forEach(node -> items.add(item(node)));
                                return items;
                            });
            if (page.isEmpty()) {
                return;
            }
            for (var item : page) {
                taker.take(item, new Pieces(where + "&uid=" + item.uid()));
                after = item.uid();
            }
        }
    }

    @Override
    public void make(AccountName account, MailboxName mailbox) throws IOException {
        var form = of(account).put("mailbox", mailbox.text()).toString();
        asked(() -> client.post("mailboxes/create", form));
    }

    @Override
    public void append(
            AccountName account,
            MailboxName mailbox,
            Flags flags,
            Instant internalDate,
            InputStream content)
            throws IOException {
        var query =
                of(account)
                        .put("mailbox", mailbox.text())
                        .put("flags", flags.toString())
                        .put("internal-date", internalDate);
        asked(() -> client.send("mailboxes/append?" + query, "message/rfc822", content));
    }

    @Override
    public List<Lost> lost(AccountName account, Instant since, int most) throws IOException {
        var query = of(account).put("since", since).put("limit", most);
        return asked(
                () -> {
                    var lost = new ArrayList<Lost>();
                    for (var node :
                            client.get("mailboxes/deleted?" + query).tree().path("messages")) {
                        var item = item(node);
                        var box = new ObjectId(node.path("mailbox_id").asString());
                        lost.add(
                                new Lost(
                                        new MessageKey(box, item.uid()),
                                        name(node.path("mailbox")),
                                        Instant.parse(node.path("removed").asString()),
                                        item));
                    }
                    return lost;
                });
    }

    @Override
    public long undelete(AccountName account, List<MessageKey> messages, MailboxName into)
            throws IOException {
        var keys =
                messages.stream()
                        .map(key -> key.mailbox() + ":" + key.uid())
                        .collect(Collectors.joining(","));
        var form = of(account).put("messages", keys).put("into", into.text()).toString();
        return asked(
                () -> client.post("mailboxes/undelete", form).tree().path("messages").asLong());
    }

    /** A message's content, asked for piece by piece. */
    private final class Pieces extends InputStream {
        private final String query;
        private InputStream piece = InputStream.nullInputStream();
        private long at;
        private boolean ended;

        Pieces(String query) {
            this.query = query;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int read = piece.read(into, offset, length);
            while (read < 0 && !ended) {
                long from = at;
                var next =
                        asked(
                                () ->
                                        client.octets(
                                                "mailboxes/content?" + query + "&offset=" + from));
                at += next.length;
                ended = next.length == 0;
                piece = new ByteArrayInputStream(next);
                read = piece.read(into, offset, length);
            }
            return read;
        }
    }
}

package org.mailgauge.agent.mailbox;

import org.jspecify.annotations.Nullable;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.AccountStore;
import org.mailgauge.store.ContentDraft;
import org.mailgauge.store.Flags;
import org.mailgauge.store.MailStore;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.MailboxView;
import org.mailgauge.store.MessageInfo;
import org.mailgauge.store.MessageKey;
import org.mailgauge.store.NewMessage;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.Quota;
import org.mailgauge.store.Refusal;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The mail of a store in this process. */
public final class StoreMail implements MailAccess {
    private static final int PIECE = 64 << 10;

    private final MailStore store;

    public StoreMail(MailStore store) {
        this.store = store;
    }

    @Override
    public List<Folder> folders(AccountName account) throws IOException {
        var folders = new ArrayList<Folder>();
        var mail = account(account);
        for (var info : mail.mailboxes()) {
            var mailbox = mail.mailbox(info.id());
            if (mailbox.isPresent() && mailbox.get().status().done().isPresent()) {
                var status = done(mailbox.get().status());
                folders.add(
                        new Folder(
                                info.name(), status.messages(), status.unseen(), status.octets()));
            }
        }
        return folders;
    }

    @Override
    public List<Room> rooms(@Nullable AccountName account) throws IOException {
        if (account != null) {
            return List.of(new Room(account, account(account).quota()));
        }
        var rooms = new ArrayList<Room>();
        for (var info : store.accounts()) {
            var mail =
                    info.removed() == null
                            ? store.account(info.name())
                            : Optional.<AccountStore>empty();
            if (mail.isPresent()) {
                rooms.add(new Room(info.name(), mail.get().quota()));
            }
        }
        return rooms;
    }

    @Override
    public Room limit(AccountName account, Quota quota) throws IOException {
        return new Room(account, done(account(account).limit(quota)));
    }

    private AccountStore account(AccountName name) throws IOException {
        return store.account(name)
                .orElseThrow(() -> new RefusedException("there is no account " + name));
    }

    private MailboxStore mailbox(AccountName account, MailboxName name) throws IOException {
        return account(account)
                .mailbox(name)
                .orElseThrow(() -> new RefusedException(account + " has no mailbox " + name));
    }

    @Override
    public void read(AccountName account, MailboxName name, Taker taker) throws IOException {
        var mailbox = mailbox(account, name);
        try (MailboxView view = done(mailbox.open(MailboxStore.Mode.READ_ONLY, () -> {}))) {
            view.visit(
                    UidSet.ALL,
                    info -> {
                        var content = mailbox.content(info.uid());
                        if (content.isPresent()) {
                            taker.take(item(info), new ContentInput(content.get()));
                        }
                        return true;
                    });
        }
    }

    /**
     * A page of a mailbox's messages, by UID.
     *
     * @param after the UID before the first
     */
    public List<Item> page(AccountName account, MailboxName name, long after, int most)
            throws IOException {
        var items = new ArrayList<Item>();
        if (after >= UidSet.MOST) {
            return items;
        }
        try (MailboxView view =
                done(mailbox(account, name).open(MailboxStore.Mode.READ_ONLY, () -> {}))) {
            view.visit(
                    UidSet.range(after + 1, UidSet.MOST),
                    info -> items.add(item(info)) && items.size() < most);
        }
        return items;
    }

    /**
     * A piece of a message's content; empty behind its end.
     *
     * @throws RefusedException when there is no such message
     */
    public byte[] piece(AccountName account, MailboxName name, long uid, long from, int most)
            throws IOException {
        var content =
                mailbox(account, name)
                        .content(uid)
                        .orElseThrow(() -> new RefusedException("there is no message " + uid));
        return new ContentInput(content, from).readNBytes(most);
    }

    private static Item item(MessageInfo info) {
        return new Item(info.uid(), info.flags(), info.internalDate(), info.octets());
    }

    @Override
    public void make(AccountName account, MailboxName name) throws IOException {
        var outcome = account(account).create(name, Set.of());
        if (!(outcome instanceof Outcome.Refused<?>(Refusal.AlreadyExists _))) {
            done(outcome);
        }
    }

    @Override
    public void append(
            AccountName account,
            MailboxName name,
            Flags flags,
            Instant internalDate,
            InputStream content)
            throws IOException {
        var mailbox = mailbox(account, name);
        try (ContentDraft draft = done(store.draft())) {
            var piece = new byte[PIECE];
            for (int read; (read = content.read(piece)) > 0; ) {
                draft.write(piece, 0, read);
            }
            done(mailbox.append(List.of(new NewMessage(draft, flags, internalDate))));
        }
    }

    @Override
    public List<Lost> lost(AccountName account, Instant since, int most) throws IOException {
        return account(account).retained(since, most).stream()
                .map(
                        retained ->
                                new Lost(
                                        retained.key(),
                                        retained.name(),
                                        retained.removed(),
                                        item(retained.message())))
                .toList();
    }

    @Override
    public long undelete(AccountName account, List<MessageKey> messages, MailboxName into)
            throws IOException {
        return done(account(account).undelete(messages, into)).uids().size();
    }

    private static <T> T done(Outcome<T> outcome) throws RefusedException {
        return switch (outcome) {
            case Outcome.Done<T>(var value) -> value;
            case Outcome.Refused<T>(var why) -> throw new RefusedException(words(why));
        };
    }

    private static String words(Refusal why) {
        return switch (why) {
            case Refusal.NoSuchAccount _ -> "the account does not exist any longer";
            case Refusal.NoSuchMailbox _ -> "the mailbox does not exist";
            case Refusal.NoSuchMessage(var key) ->
                    "message " + key.uid() + " of " + key.mailbox() + " can't be brought back";
            case Refusal.AlreadyExists(var name) -> name + " exists already";
            case Refusal.AlreadyStored _ -> "the message is stored already";
            case Refusal.OverQuota(var use) ->
                    "the account's quota is used up: "
                            + use.octets()
                            + " octets in "
                            + use.messages()
                            + " messages";
            case Refusal.UseTaken(var use, var by) -> use.text() + " is " + by + " already";
            case Refusal.TooMany(var what, int most) -> "more than " + most + " of " + what;
            case Refusal.TooBig(int most) -> "more than " + most + " octets";
            case Refusal.BadName(var text) -> text;
            case Refusal.NotAllowed(var text) -> text;
            case Refusal.Full(var detail) -> "no room: " + detail;
            case Refusal.Busy(var detail) -> "not now: " + detail;
        };
    }
}

package org.mailgauge.store;

import static org.mailgauge.store.MemoryMailStore.refused;

import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.queue.Content;
import org.mailgauge.store.MemoryData.Account;
import org.mailgauge.store.MemoryData.Box;
import org.mailgauge.store.MemoryData.Letter;
import org.mailgauge.store.Outcome.Done;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A mailbox of a {@link MemoryMailStore}. */
final class MemoryMailbox implements MailboxStore {
    private final MemoryMailStore store;
    private final Account account;
    private final Box box;
    private final MemoryAccount owner;

    MemoryMailbox(MemoryMailStore store, Account account, Box box) {
        this.store = store;
        this.account = account;
        this.box = box;
        this.owner = new MemoryAccount(store, account);
    }

    @Override
    public ObjectId id() {
        return box.id;
    }

    @Override
    public AccountName owner() {
        return owner.name();
    }

    private boolean isGone() {
        return account.isRemoved() || account.boxes.get(box.name) != box;
    }

    private <T> Outcome<T> change(MemoryMailStore.Work<T> work) {
        return store.change(
                account,
                touched -> isGone() ? refused(new Refusal.NoSuchMailbox()) : work.run(touched));
    }

    @Override
    public Outcome<MailboxStatus> status() {
        return store.read(
                () -> isGone() ? refused(new Refusal.NoSuchMailbox()) : new Done<>(box.status()));
    }

    @Override
    public Outcome<Stored> append(List<NewMessage> messages) throws IOException {
        var octets = new ArrayList<byte[]>();
        for (var message : messages) {
            octets.add(MemoryMailStore.bytes(message.content()));
        }
        return change(touched -> owner.append(box, messages, octets, touched));
    }

    @Override
    public Outcome<FlagsChanged> change(UidSet uids, FlagChange change) {
        return change(touched -> change(uids, change, touched));
    }

    private Outcome<FlagsChanged> change(
            UidSet uids, FlagChange change, MemoryMailStore.Touched touched) {
        var impossible = change.refusal(store.limits());
        if (impossible.isPresent()) {
            return refused(impossible.get());
        }
        var present = box.present(uids);
        var modified = present.where(uid -> info(uid).modSequence() > change.unchangedSince());
        var rest = present.minus(modified);
        var changed = rest.where(uid -> !change.on(info(uid).flags()).equals(info(uid).flags()));
        var after = new ArrayList<Letter>();
        changed.stream()
                .forEach(
                        uid ->
                                after.add(
                                        letter(uid)
                                                .with(
                                                        flagged(
                                                                info(uid),
                                                                change.on(info(uid).flags()),
                                                                box.modSequence + 1))));
        if (!box.hasRoom(after, store.limits().keywords())) {
            return refused(
                    new Refusal.TooMany(Refusal.TooMany.Kind.KEYWORDS, store.limits().keywords()));
        }
        if (!after.isEmpty()) {
            box.modSequence++;
            touched.box(box);
        }
        for (var letter : after) {
            box.letters.put(letter.info().uid(), letter);
            box.keywords.addAll(letter.info().flags().keywords());
        }
        return new Done<>(
                new FlagsChanged(changed, rest.minus(changed), modified, box.modSequence));
    }

    private Letter letter(long uid) {
        return Objects.requireNonNull(box.letters.get(uid));
    }

    private MessageInfo info(long uid) {
        return letter(uid).info();
    }

    static MessageInfo flagged(MessageInfo info, Flags flags, long modSequence) {
        return new MessageInfo(
                info.uid(),
                modSequence,
                flags,
                info.octets(),
                info.internalDate(),
                info.saveDate(),
                info.emailId(),
                info.threadId(),
                info.traits());
    }

    @Override
    public Outcome<Removed> expunge(UidSet uids) {
        return change(
                touched ->
                        bury(
                                box.present(uids)
                                        .where(uid -> info(uid).flags().has(SystemFlag.DELETED)),
                                touched));
    }

    @Override
    public Outcome<Removed> remove(UidSet uids) {
        return change(touched -> bury(box.present(uids), touched));
    }

    private Outcome<Removed> bury(UidSet uids, MemoryMailStore.Touched touched) {
        if (!uids.isEmpty()) {
            box.take(uids).forEach(letter -> owner.bury(box, letter));
            touched.box(box);
        }
        return new Done<>(new Removed(uids, box.modSequence));
    }

    @Override
    public Outcome<Copied> copy(UidSet uids, MailboxName to) {
        return change(touched -> transfer(uids, to, touched, false));
    }

    @Override
    public Outcome<Copied> move(UidSet uids, MailboxName to) {
        return change(touched -> transfer(uids, to, touched, true));
    }

    private Outcome<Copied> transfer(
            UidSet uids, MailboxName to, MemoryMailStore.Touched touched, boolean move) {
        var target = account.boxes.get(to);
        if (target == null) {
            return refused(new Refusal.NoSuchMailbox());
        }
        var sources = box.present(uids);
        if (sources.isEmpty()) {
            return new Done<>(new Copied(target.id, target.validity, sources, UidSet.NONE));
        }
        var letters = sources.stream().mapToObj(this::letter).toList();
        var refusal = owner.refusal(target, letters, !move);
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        var copies = target.add(letters, store.now()).uids();
        if (move) {
            box.take(sources);
        }
        touched.box(target);
        touched.box(box);
        return new Done<>(new Copied(target.id, target.validity, sources, copies));
    }

    @Override
    public Optional<Content> content(long uid) {
        return found(uid).map(letter -> new MemoryData.Octets(letter.content()));
    }

    private Optional<Letter> found(long uid) {
        return store.read(
                () -> isGone() ? Optional.empty() : Optional.ofNullable(box.letters.get(uid)));
    }

    @Override
    public boolean summaries(UidSet uids, SummaryVisitor visitor) throws IOException {
        for (var one : store.read(() -> isGone() ? List.<Letter>of() : letters(uids))) {
            if (!visitor.see(one.info().uid(), one.summary())) {
                return false;
            }
        }
        return true;
    }

    private List<Letter> letters(UidSet uids) {
        return box.present(uids).stream().mapToObj(this::letter).toList();
    }

    @Override
    public Acl acl() {
        return store.read(() -> isGone() ? Acl.NONE : new Acl(box.rights));
    }

    @Override
    public Outcome<Acl> permit(String identifier, Rights rights) {
        return change(
                touched -> {
                    int most = store.limits().identifiers();
                    if (rights.equals(Rights.NONE)) {
                        box.rights.remove(identifier);
                    } else if (box.rights.size() >= most && !box.rights.containsKey(identifier)) {
                        return refused(new Refusal.TooMany(Refusal.TooMany.Kind.IDENTIFIERS, most));
                    } else {
                        box.rights.put(identifier, rights);
                    }
                    touched.rights();
                    return new Done<>(new Acl(box.rights));
                });
    }

    @Override
    public Outcome<MailboxView> open(Mode mode, Runnable wake) {
        return change(
                touched ->
                        new Done<>(
                                new MemoryView(
                                        store, account, box, mode == Mode.READ_WRITE, wake)));
    }

    @Override
    public Map<AnnotationName, byte[]> annotations() {
        return store.read(() -> isGone() ? Map.of() : MemoryAccount.copy(box.annotations));
    }

    @Override
    public Outcome<Boolean> annotate(List<AnnotationChange> changes) {
        return change(
                touched -> {
                    var done = MemoryAccount.annotate(box.annotations, changes, store.limits());
                    if (done.done().orElse(false)) {
                        box.modSequence++;
                        touched.annotated(box, changes);
                    }
                    return done;
                });
    }
}

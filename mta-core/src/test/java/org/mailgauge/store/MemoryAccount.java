package org.mailgauge.store;

import static org.mailgauge.store.MemoryMailStore.refused;

import org.jspecify.annotations.Nullable;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.mime.Summarizer;
import org.mailgauge.store.MemoryData.Account;
import org.mailgauge.store.MemoryData.Box;
import org.mailgauge.store.MemoryData.Grave;
import org.mailgauge.store.MemoryData.Letter;
import org.mailgauge.store.MemoryMailStore.Touched;
import org.mailgauge.store.Outcome.Done;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** An account of a {@link MemoryMailStore}. */
final class MemoryAccount implements AccountStore {
    private static final Duration REMEMBERED = Duration.ofDays(7);

    private final MemoryMailStore store;
    private final Account account;

    MemoryAccount(MemoryMailStore store, Account account) {
        this.store = store;
        this.account = account;
    }

    @Override
    public AccountName name() {
        return account.info.name();
    }

    @Override
    public List<MailboxInfo> mailboxes() {
        return store.read(() -> account.boxes.values().stream().map(Box::info).toList());
    }

    @Override
    public Optional<MailboxStore> mailbox(MailboxName name) {
        return found(store.read(() -> account.boxes.get(name)));
    }

    @Override
    public Optional<MailboxStore> mailbox(ObjectId id) {
        return found(store.read(() -> account.box(id)));
    }

    private Optional<MailboxStore> found(@Nullable Box box) {
        return box == null || account.isRemoved()
                ? Optional.empty()
                : Optional.of(new MemoryMailbox(store, account, box));
    }

    @Override
    public Outcome<MailboxInfo> create(MailboxName name, Set<SpecialUse> uses) {
        return store.change(
                account,
                touched -> {
                    if (account.boxes.containsKey(name)) {
                        return refused(new Refusal.AlreadyExists(name.text()));
                    }
                    var taken = taken(uses, null);
                    if (taken.isPresent()) {
                        return refused(taken.get());
                    }
                    var missing = missing(name);
                    if (!hasRoom(missing.size())) {
                        return refused(tooMany());
                    }
                    var box = make(name, missing);
                    box.uses = Set.copyOf(uses);
                    touched.names();
                    return new Done<>(box.info());
                });
    }

    private List<MailboxName> missing(MailboxName name) {
        var names = new ArrayList<>(name.above());
        names.add(name);
        names.removeIf(account.boxes::containsKey);
        return names;
    }

    private Box make(MailboxName name, List<MailboxName> missing) {
        missing.forEach(each -> account.show(store.newBox(each)));
        return Objects.requireNonNull(account.boxes.get(name));
    }

    private boolean hasRoom(int more) {
        return account.boxes.size() + more <= store.limits().mailboxes();
    }

    private Refusal tooMany() {
        return new Refusal.TooMany(Refusal.TooMany.Kind.MAILBOXES, store.limits().mailboxes());
    }

    private Optional<Refusal> taken(Set<SpecialUse> uses, @Nullable Box by) {
        for (var box : account.boxes.values()) {
            for (var use : uses) {
                if (box != by && box.uses.contains(use)) {
                    return Optional.of(new Refusal.UseTaken(use, box.name));
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public Outcome<MailboxInfo> delete(MailboxName name) {
        return store.change(
                account,
                touched -> {
                    if (name.isInbox()) {
                        return refused(new Refusal.NotAllowed("INBOX cannot be deleted"));
                    }
                    var box = account.boxes.remove(name);
                    if (box == null) {
                        return refused(new Refusal.NoSuchMailbox());
                    }
                    box.letters.values().forEach(letter -> bury(box, letter));
                    box.letters.clear();
                    touched.box(box);
                    touched.names();
                    return new Done<>(box.info());
                });
    }

    void bury(Box box, Letter letter) {
        var key = new MessageKey(box.id, letter.info().uid());
        account.graves.add(new Grave(key, box, letter, store.now()));
    }

    @Override
    public Outcome<MailboxInfo> rename(MailboxName from, MailboxName to) {
        return store.change(
                account,
                touched -> {
                    var box = account.boxes.get(from);
                    if (box == null
                            && account.boxes.keySet().stream().noneMatch(n -> n.isBelow(from))) {
                        return refused(new Refusal.NoSuchMailbox());
                    }
                    if (account.boxes.containsKey(to)) {
                        return refused(new Refusal.AlreadyExists(to.text()));
                    }
                    touched.names();
                    return box != null && from.isInbox()
                            ? renameInbox(box, to, touched)
                            : move(from, to, touched);
                });
    }

    private Outcome<MailboxInfo> renameInbox(Box inbox, MailboxName to, Touched touched) {
        var missing = missing(to);
        if (!hasRoom(missing.size())) {
            return refused(tooMany());
        }
        var box = make(to, missing);
        if (!inbox.letters.isEmpty()) {
            box.add(inbox.take(inbox.present(UidSet.ALL)), store.now());
        }
        touched.box(inbox);
        return new Done<>(box.info());
    }

    private Outcome<MailboxInfo> move(MailboxName from, MailboxName to, Touched touched) {
        if (to.isBelow(from)) {
            return refused(new Refusal.NotAllowed("A mailbox cannot be put below itself"));
        }
        var moved = new TreeMap<MailboxName, Box>();
        for (var each : account.boxes.values()) {
            if (each.name.equals(from) || each.name.isBelow(from)) {
                switch (each.name.moved(from, to)) {
                    case MailboxName.Parsed.Bad(var why) -> {
                        return refused(new Refusal.BadName(why));
                    }
                    case MailboxName.Parsed.Name(var name) -> moved.put(name, each);
                }
            }
        }
        for (var name : moved.keySet()) {
            if (account.boxes.containsKey(name)) {
                return refused(new Refusal.AlreadyExists(name.text()));
            }
        }
        moved.values().forEach(each -> account.boxes.remove(each.name));
        var above = missing(to);
        above.remove(to);
        above.removeAll(moved.keySet());
        if (!hasRoom(above.size() + moved.size())) {
            moved.values().forEach(account::show);
            return refused(tooMany());
        }
        above.forEach(each -> account.show(store.newBox(each)));
        moved.forEach((name, each) -> settle(each, name, touched));
        return new Done<>(moved.values().iterator().next().info());
    }

    private void settle(Box box, MailboxName name, Touched touched) {
        box.name = name;
        if (account.shown.getOrDefault(name, 0L) > box.validity) {
            box.validity = store.newBox(name).validity;
            touched.box(box);
        }
        account.show(box);
    }

    @Override
    public Outcome<MailboxInfo> use(MailboxName name, Set<SpecialUse> uses) {
        return store.change(
                account,
                touched -> {
                    var box = account.boxes.get(name);
                    if (box == null) {
                        return refused(new Refusal.NoSuchMailbox());
                    }
                    var taken = taken(uses, box);
                    if (taken.isPresent()) {
                        return refused(taken.get());
                    }
                    box.uses = Set.copyOf(uses);
                    touched.names();
                    return new Done<>(box.info());
                });
    }

    @Override
    public SortedSet<MailboxName> subscriptions() {
        return store.read(
                () -> Collections.unmodifiableSortedSet(new TreeSet<>(account.subscriptions)));
    }

    @Override
    public Outcome<Boolean> subscribe(MailboxName name, boolean subscribed) {
        return store.change(
                account,
                touched -> {
                    int most = store.limits().subscriptions();
                    if (!subscribed) {
                        touched.names();
                        return new Done<>(account.subscriptions.remove(name));
                    }
                    if (account.subscriptions.size() >= most
                            && !account.subscriptions.contains(name)) {
                        return refused(
                                new Refusal.TooMany(Refusal.TooMany.Kind.SUBSCRIPTIONS, most));
                    }
                    touched.names();
                    return new Done<>(account.subscriptions.add(name));
                });
    }

    @Override
    public Outcome<Stored> deliver(@Nullable DeliveryKey key, MailboxName to, NewMessage message)
            throws IOException {
        var octets = MemoryMailStore.bytes(message.content());
        return store.change(
                account,
                touched -> {
                    var limit = store.now().minus(REMEMBERED);
                    account.delivered.values().removeIf(when -> when.isBefore(limit));
                    if (key != null && account.delivered.containsKey(key)) {
                        return refused(new Refusal.AlreadyStored());
                    }
                    var box = account.boxes.get(to);
                    if (box == null) {
                        return refused(new Refusal.NoSuchMailbox());
                    }
                    var stored = append(box, List.of(message), List.of(octets), touched);
                    if (key != null && stored instanceof Done<Stored>) {
                        account.delivered.put(key, store.now());
                    }
                    return stored;
                });
    }

    Outcome<Stored> append(
            Box box, List<NewMessage> messages, List<byte[]> octets, Touched touched) {
        var letters = new ArrayList<Letter>();
        for (int i = 0; i < messages.size(); i++) {
            letters.add(letter(messages.get(i), octets.get(i)));
        }
        var refusal = refusal(box, letters, true);
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        touched.box(box);
        return new Done<>(box.add(letters, store.now()));
    }

    Optional<Refusal> refusal(Box box, List<Letter> letters, boolean quota) {
        long octets = letters.stream().mapToLong(letter -> letter.info().octets()).sum();
        var use = account.use();
        int most = store.limits().keywords();
        if (quota && !use.hasRoom(octets, letters.size())) {
            return Optional.of(new Refusal.OverQuota(use));
        }
        return box.hasRoom(letters, most)
                ? Optional.empty()
                : Optional.of(new Refusal.TooMany(Refusal.TooMany.Kind.KEYWORDS, most));
    }

    private Letter letter(NewMessage message, byte[] octets) {
        var summarizer = new Summarizer();
        summarizer.feed(octets, 0, octets.length);
        var summary = summarizer.end();
        var info =
                new MessageInfo(
                        0,
                        0,
                        message.flags(),
                        octets.length,
                        message.internalDate(),
                        store.now(),
                        store.newId("E"),
                        thread(Summaries.threadKeys(summary)),
                        summary.traits());
        return new Letter(info, octets, summary);
    }

    private ObjectId thread(long[] found) {
        var keys = Arrays.stream(found).boxed().toList();
        var oldest =
                keys.stream()
                        .map(account.threads::get)
                        .filter(id -> id != null)
                        .min(
                                Comparator.comparingLong(
                                        id -> Long.parseLong(id.text().substring(1))));
        var thread = oldest.orElseGet(() -> store.newId("T"));
        keys.forEach(key -> account.threads.putIfAbsent(key, thread));
        return thread;
    }

    @Override
    public QuotaUse quota() {
        return store.read(account::use);
    }

    @Override
    public Outcome<QuotaUse> limit(Quota quota) {
        return store.change(
                account,
                touched -> {
                    account.limit = quota;
                    return new Done<>(account.use());
                });
    }

    @Override
    public List<Retained> retained(Instant since, int most) {
        return store.read(
                () -> {
                    var latestFirst = new ArrayList<>(account.graves);
                    Collections.reverse(latestFirst);
                    return latestFirst.stream()
                            .filter(grave -> !grave.removed().isBefore(since))
                            .limit(most)
                            .map(MemoryAccount::shown)
                            .toList();
                });
    }

    private static Retained shown(Grave grave) {
        return new Retained(grave.key(), grave.box().name, grave.letter().info(), grave.removed());
    }

    @Override
    public Outcome<Stored> undelete(List<MessageKey> messages, MailboxName to) {
        return store.change(
                account,
                touched -> {
                    var box = account.boxes.get(to);
                    if (box == null) {
                        return refused(new Refusal.NoSuchMailbox());
                    }
                    var graves = new ArrayList<Grave>();
                    for (var key : messages) {
                        var grave = grave(key);
                        if (grave.isEmpty() || graves.contains(grave.get())) {
                            return refused(new Refusal.NoSuchMessage(key));
                        }
                        graves.add(grave.get());
                    }
                    var letters = graves.stream().map(MemoryAccount::revived).toList();
                    var refusal = refusal(box, letters, true);
                    if (refusal.isPresent()) {
                        return refused(refusal.get());
                    }
                    account.graves.removeAll(graves);
                    touched.box(box);
                    return new Done<>(box.add(letters, store.now()));
                });
    }

    private Optional<Grave> grave(MessageKey key) {
        return account.graves.stream().filter(grave -> grave.key().equals(key)).findAny();
    }

    private static Letter revived(Grave grave) {
        var info = grave.letter().info();
        return grave.letter()
                .with(
                        MemoryMailbox.flagged(
                                info,
                                info.flags().without(Flags.of(SystemFlag.DELETED)),
                                info.modSequence()));
    }

    @Override
    public Watch watch(StoreListener listener) {
        return store.watch(account, listener);
    }

    @Override
    public Map<AnnotationName, byte[]> annotations() {
        return store.read(() -> copy(account.annotations));
    }

    @Override
    public Outcome<Boolean> annotate(List<AnnotationChange> changes) {
        return store.change(
                account,
                touched -> {
                    var done = annotate(account.annotations, changes, store.limits());
                    if (done.done().orElse(false)) {
                        touched.annotated(changes);
                    }
                    return done;
                });
    }

    static Map<AnnotationName, byte[]> copy(Map<AnnotationName, byte[]> annotations) {
        var copy = new HashMap<AnnotationName, byte[]>();
        annotations.forEach((name, value) -> copy.put(name, value.clone()));
        return copy;
    }

    static Outcome<Boolean> annotate(
            Map<AnnotationName, byte[]> annotations,
            List<AnnotationChange> changes,
            StoreLimits limits) {
        var after = copy(annotations);
        for (var change : changes) {
            var value = change.value();
            if (value == null) {
                after.remove(change.name());
            } else if (value.length > limits.annotationOctets()) {
                return refused(new Refusal.TooBig(limits.annotationOctets()));
            } else {
                after.put(change.name(), value.clone());
            }
        }
        if (after.size() > limits.annotations()) {
            return refused(
                    new Refusal.TooMany(Refusal.TooMany.Kind.ANNOTATIONS, limits.annotations()));
        }
        boolean same =
                after.keySet().equals(annotations.keySet())
                        && after.entrySet().stream()
                                .allMatch(
                                        e ->
                                                Arrays.equals(
                                                        e.getValue(), annotations.get(e.getKey())));
        annotations.clear();
        annotations.putAll(after);
        return new Done<>(!same);
    }
}

package org.mailgauge.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailgauge.store.StoreRig.done;
import static org.mailgauge.store.StoreRig.message;
import static org.mailgauge.store.StoreRig.name;

import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.mailbox.UidSet;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Does the same things to a store and to the model; the seed says which. */
final class RandomOperations {
    private static final List<String> NAMES =
            List.of("INBOX", "a", "a/b", "a/b/c", "d", "d/e", "INBOX/f");
    private static final List<String> FLAGS =
            List.of("\\Seen", "\\Deleted", "\\Flagged", "red", "blue");

    private final int seed;
    private final Random random;
    private final Model model = new Model();
    private final Map<Integer, ObjectId> ids = new HashMap<>();
    private final Map<String, Long> validities = new HashMap<>();
    private int texts;
    private String last = "";

    RandomOperations(int seed) {
        this.seed = seed;
        this.random = new Random(seed * 7919L + 13);
    }

    void run(AccountStore store, int operations) throws IOException {
        learn(store);
        var inbox = store.mailbox(MailboxName.INBOX).orElseThrow();
        try (var view = StoreRig.view(inbox)) {
            var mirror = new ArrayList<Long>();
            for (int i = 0; i < operations; i++) {
                operate(store, random.nextInt(14));
                if (random.nextInt(4) == 0) {
                    follow(view, mirror, random.nextBoolean());
                }
                if (i % 20 == 19) {
                    compare(store, "operation " + i);
                }
            }
            follow(view, mirror, true);
            assertEquals(uids(box("INBOX").letters), mirror, this::told);
        }
        compare(store, "the end");
    }

    private String told() {
        return "seed " + seed + " after " + last;
    }

    private void follow(MailboxView view, List<Long> mirror, boolean expunges) throws IOException {
        var changes = view.poll(expunges);
        for (int sequence : changes.sequences()) {
            mirror.remove(sequence - 1);
        }
        changes.arrived().stream().forEach(mirror::add);
        assertEquals(mirror, view.uids().stream().boxed().toList(), this::told);
    }

    private void operate(AccountStore store, int kind) throws IOException {
        var one = pick(NAMES);
        var other = pick(NAMES);
        last = kind + " on " + one + ", " + other;
        switch (kind) {
            case 0 -> outcome(model.create(one), store.create(name(one), Set.of()));
            case 1 -> outcome(model.delete(one), store.delete(name(one)));
            case 2 -> outcome(model.rename(one, other), store.rename(name(one), name(other)));
            case 3 -> undelete(store, one);
            default -> {
                var box = model.boxes.get(one);
                var found = store.mailbox(name(one));
                assertEquals(box != null, found.isPresent(), this::told);
                if (box != null) {
                    operate(kind, box, found.orElseThrow(), other);
                }
            }
        }
        learn(store);
    }

    private void operate(int kind, Model.Box box, MailboxStore store, String other)
            throws IOException {
        switch (kind) {
            case 4, 5, 6, 7 -> append(box, store);
            case 8, 9, 10 -> change(box, store);
            case 11 -> remove(box, store);
            default -> transfer(box, store, other, kind == 12);
        }
    }

    private void outcome(boolean possible, Outcome<?> outcome) {
        assertEquals(possible, outcome instanceof Outcome.Done<?>, () -> told() + ": " + outcome);
    }

    private void append(Model.Box box, MailboxStore store) throws IOException {
        var messages = new ArrayList<NewMessage>();
        var letters = new ArrayList<Model.Letter>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            var flags = someFlags();
            var text = "text " + texts++;
            letters.add(new Model.Letter(0, text, flags));
            messages.add(new NewMessage(message(text).content(), flags(flags), StoreRig.ARRIVED));
        }
        var stored = done(store.append(messages));
        assertEquals(box.add(letters), stored.uids().stream().boxed().toList(), this::told);
    }

    private void change(Model.Box box, MailboxStore store) throws IOException {
        var uids = someUids(box);
        var flags = someFlags();
        var kind = pick(List.of(FlagChange.Kind.values()));
        var changed = new ArrayList<Long>();
        for (var letter : box.which(letter -> uids.contains(letter.uid))) {
            var after = new TreeSet<>(letter.flags);
            switch (kind) {
                case ADD -> after.addAll(flags);
                case REMOVE -> after.removeAll(flags);
                case REPLACE -> {
                    after.clear();
                    after.addAll(flags);
                }
            }
            if (!after.equals(letter.flags)) {
                changed.add(letter.uid);
                letter.flags = Set.copyOf(after);
            }
        }
        var result = done(store.change(uids, new FlagChange(kind, flags(flags))));
        assertEquals(changed, result.changed().stream().boxed().toList(), this::told);
    }

    private void remove(Model.Box box, MailboxStore store) throws IOException {
        var uids = someUids(box);
        boolean deleted = random.nextBoolean();
        var gone =
                box.which(
                        letter ->
                                uids.contains(letter.uid)
                                        && (!deleted || letter.flags.contains("\\Deleted")));
        model.remove(box, gone);
        var removed = done(deleted ? store.expunge(uids) : store.remove(uids));
        assertEquals(uids(gone), removed.uids().stream().boxed().toList(), this::told);
    }

    private void transfer(Model.Box box, MailboxStore store, String to, boolean move)
            throws IOException {
        var uids = someUids(box);
        var outcome = move ? store.move(uids, name(to)) : store.copy(uids, name(to));
        var target = model.boxes.get(to);
        outcome(target != null, outcome);
        if (target != null) {
            var letters = box.which(letter -> uids.contains(letter.uid));
            var copies = target.add(letters);
            if (move) {
                box.take(letters);
            }
            assertEquals(uids(letters), done(outcome).sources().stream().boxed().toList());
            assertEquals(copies, done(outcome).copies().stream().boxed().toList(), this::told);
        }
    }

    private void undelete(AccountStore store, String to) throws IOException {
        if (model.graves.isEmpty()) {
            return;
        }
        var graves = new ArrayList<>(model.graves);
        Collections.shuffle(graves, random);
        var some = List.copyOf(graves.subList(0, 1 + random.nextInt(Math.min(3, graves.size()))));
        var keys = new ArrayList<MessageKey>();
        for (var grave : some) {
            keys.add(new MessageKey(id(grave.box()), grave.letter().uid));
        }
        var box = model.boxes.get(to);
        var outcome = store.undelete(keys, name(to));
        outcome(box != null, outcome);
        if (box != null) {
            model.graves.removeAll(some);
            some.forEach(grave -> grave.letter().undelete());
            var letters = some.stream().map(Model.Grave::letter).toList();
            assertEquals(
                    box.add(letters), done(outcome).uids().stream().boxed().toList(), this::told);
        }
    }

    private ObjectId id(int box) {
        var id = ids.get(box);
        if (id == null) {
            throw new AssertionError("box " + box + " of the model has no id");
        }
        return id;
    }

    /** Which mailbox is which of the model's; and what a name shows never goes down. */
    private void learn(AccountStore store) throws IOException {
        var infos = store.mailboxes();
        assertEquals(
                List.copyOf(model.boxes.keySet()),
                infos.stream().map(info -> info.name().text()).toList(),
                this::told);
        for (var info : infos) {
            var name = info.name().text();
            int number = box(name).number;
            assertEquals(ids.computeIfAbsent(number, n -> info.id()), info.id(), this::told);
            long shown = validities.getOrDefault(name, 0L);
            assertTrue(info.uidValidity() >= shown, this::told);
            validities.put(name, info.uidValidity());
        }
        assertEquals(infos.size(), Set.copyOf(infos.stream().map(MailboxInfo::id).toList()).size());
    }

    private Model.Box box(String name) {
        var box = model.boxes.get(name);
        if (box == null) {
            throw new AssertionError("the model has no " + name);
        }
        return box;
    }

    void compare(AccountStore store, String when) throws IOException {
        learn(store);
        long messages = 0;
        long octets = 0;
        for (var name : model.boxes.keySet()) {
            var box = box(name);
            var found = store.mailbox(name(name)).orElseThrow();
            var status = StoreRig.status(found);
            var where = told() + ", " + when + ", " + name;
            assertEquals(box.uidNext, status.uidNext(), where);
            assertEquals(described(box), described(found), where);
            assertEquals(
                    box.which(letter -> !letter.flags.contains("\\Seen")).size(),
                    status.unseen(),
                    where);
            try (var view = StoreRig.view(found)) {
                assertEquals(
                        List.copyOf(box.vanished),
                        view.vanishedSince(0).stream().boxed().toList(),
                        where);
            }
            messages += status.messages();
            octets += status.octets();
        }
        assertEquals(new QuotaUse(Quota.NONE, octets, messages), store.quota(), when);
        assertEquals(
                model.graves.size(), store.retained(Instant.EPOCH, Integer.MAX_VALUE).size(), when);
    }

    private static List<String> described(Model.Box box) {
        return box.letters.stream().map(Object::toString).toList();
    }

    private static List<String> described(MailboxStore box) throws IOException {
        var all = new ArrayList<String>();
        for (var info : StoreRig.infos(box)) {
            var flags = new TreeSet<String>();
            for (var flag : SystemFlag.values()) {
                if (info.flags().has(flag)) {
                    flags.add(flag.text());
                }
            }
            info.flags().keywords().forEach(keyword -> flags.add(keyword.text()));
            all.add(info.uid() + " " + StoreRig.text(box, info.uid()) + " " + flags);
        }
        return all;
    }

    private static List<Long> uids(List<Model.Letter> letters) {
        return letters.stream().map(letter -> letter.uid).toList();
    }

    private UidSet someUids(Model.Box box) {
        int kind = random.nextInt(4);
        if (kind == 0) {
            return UidSet.ALL;
        }
        long one = 1 + random.nextLong(box.uidNext + 1);
        long other = 1 + random.nextLong(box.uidNext + 1);
        return kind == 1 ? UidSet.of(one, other) : UidSet.range(one, other);
    }

    private Set<String> someFlags() {
        var flags = new TreeSet<String>();
        for (var flag : FLAGS) {
            if (random.nextInt(3) == 0) {
                flags.add(flag);
            }
        }
        return flags;
    }

    private static Flags flags(Set<String> texts) {
        var flags = Flags.NONE;
        for (var flag : SystemFlag.values()) {
            if (texts.contains(flag.text())) {
                flags = flags.with(Flags.of(flag));
            }
        }
        for (var text : texts) {
            if (!text.startsWith("\\")) {
                flags = flags.with(StoreRig.keywords(text));
            }
        }
        return flags;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}

package org.mailgauge.store;

import org.mailgauge.mailbox.UidSet;
import org.mailgauge.mime.Traits;
import org.mailgauge.store.MemoryData.Account;
import org.mailgauge.store.MemoryData.Box;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A view of a {@link MemoryMailStore}'s mailbox. Made and polled under the store's lock; the fields
 * are the using thread's.
 */
final class MemoryView implements MailboxView {
    private final MemoryMailStore store;
    private final Account account;
    private final Box box;
    private final boolean claims;
    private final Runnable wake;
    private final MailboxStatus opened;
    private final long validity;
    private boolean polled;
    private final TreeMap<Long, MessageInfo> seen = new TreeMap<>();
    private List<Long> order = List.of();
    private final Set<Keyword> keywords = new LinkedHashSet<>();
    private UidSet recent = UidSet.NONE;
    private long toldSequence;
    private long toldUid;

    MemoryView(MemoryMailStore store, Account account, Box box, boolean claims, Runnable wake) {
        this.store = store;
        this.account = account;
        this.box = box;
        this.claims = claims;
        this.wake = wake;
        this.opened = box.status();
        this.validity = box.validity;
        take();
        toldSequence = box.modSequence;
        store.open(this);
    }

    Box box() {
        return box;
    }

    void wake() {
        wake.run();
    }

    /** Takes in what arrived. */
    private UidSet take() {
        var arrived = new UidSet.Builder();
        for (var letter : box.letters.tailMap(toldUid + 1).values()) {
            seen.put(letter.info().uid(), letter.info());
            arrived.add(letter.info().uid());
        }
        var uids = arrived.build();
        recent = recent.or(uids.where(uid -> uid >= box.recentFrom));
        toldUid = box.uidNext - 1;
        if (claims) {
            box.recentFrom = box.uidNext;
        }
        order = List.copyOf(seen.keySet());
        keywords.addAll(box.keywords);
        return uids;
    }

    @Override
    public MailboxStatus opened() {
        if (polled) {
            throw new IllegalStateException("it was opened long ago");
        }
        return opened;
    }

    @Override
    public long uidValidity() {
        return validity;
    }

    @Override
    public long uidNext() {
        return opened.uidNext();
    }

    @Override
    public int messages() {
        return order.size();
    }

    @Override
    public long uid(int sequence) {
        return order.get(sequence - 1);
    }

    @Override
    public Traits traits(int sequence) {
        return message(uid(sequence)).orElseThrow().traits();
    }

    @Override
    public long octets(int sequence) {
        return message(uid(sequence)).orElseThrow().octets();
    }

    @Override
    public int sequence(long uid) {
        return seen.containsKey(uid) ? seen.headMap(uid).size() + 1 : 0;
    }

    @Override
    public UidSet uids() {
        var builder = new UidSet.Builder();
        order.forEach(builder::add);
        return builder.build();
    }

    @Override
    public Optional<MessageInfo> message(long uid) {
        return Optional.ofNullable(seen.get(uid));
    }

    private MessageInfo latest(MessageInfo known) {
        var letter = box.letters.get(known.uid());
        return letter == null ? known : letter.info();
    }

    @Override
    public boolean visit(UidSet uids, Visitor visitor) throws IOException {
        for (long uid : order) {
            if (uids.contains(uid) && !visitor.see(message(uid).orElseThrow())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public List<Keyword> keywords() {
        return List.copyOf(keywords);
    }

    @Override
    public UidSet changedSince(long modSequence) {
        return uids().where(uid -> message(uid).orElseThrow().modSequence() > modSequence);
    }

    @Override
    public UidSet vanishedSince(long modSequence) {
        var builder = new UidSet.Builder();
        store.read(
                () -> {
                    box.vanished.forEach(
                            (uid, when) -> {
                                if (when > modSequence && !seen.containsKey(uid)) {
                                    builder.add(uid);
                                }
                            });
                    return true;
                });
        return builder.build();
    }

    @Override
    public UidSet recent() {
        return recent;
    }

    @Override
    public Changes poll(boolean expunges) {
        return store.read(() -> polled(expunges));
    }

    private Changes polled(boolean expunges) {
        polled = true;
        boolean ended =
                store.isClosed()
                        || account.isRemoved()
                        || account.boxes.get(box.name) != box
                        || box.validity != validity;
        if (ended) {
            return new Changes(
                    UidSet.NONE, new int[0], UidSet.NONE, UidSet.NONE, toldSequence, false, true);
        }
        var gone = uids().where(uid -> !box.letters.containsKey(uid));
        var tell = expunges ? gone : UidSet.NONE;
        var sequences = tell.stream().map(uid -> -sequence(uid)).sorted().mapToInt(n -> (int) -n);
        var told = sequences.toArray();
        tell.stream().forEach(seen::remove);
        recent = recent.minus(tell);
        var changed = changed();
        var arrived = take();
        toldSequence = Math.max(toldSequence, upTo(gone.minus(tell)));
        boolean held = !gone.minus(tell).isEmpty();
        return new Changes(tell, told, arrived, changed, toldSequence, held, false);
    }

    private UidSet changed() {
        var builder = new UidSet.Builder();
        for (var entry : seen.entrySet()) {
            var now = latest(entry.getValue());
            if (now.modSequence() != entry.getValue().modSequence()) {
                builder.add(now.uid());
                entry.setValue(now);
            }
        }
        return builder.build();
    }

    /** All changes up to it have been told, but for these that are held back. */
    private long upTo(UidSet held) {
        return held.stream()
                .map(uid -> box.vanished.getOrDefault(uid, 1L) - 1)
                .min()
                .orElse(box.modSequence);
    }

    @Override
    public void close() {
        store.forget(this);
    }
}

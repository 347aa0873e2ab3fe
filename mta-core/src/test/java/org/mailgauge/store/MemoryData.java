package org.mailgauge.store;

import org.jspecify.annotations.Nullable;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.mime.Summary;
import org.mailgauge.queue.Content;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/** What a memory store keeps when it is closed and opened again; its lock guards all of it. */
public final class MemoryData {
    final ReentrantLock lock = new ReentrantLock();
    final List<Account> accounts = new ArrayList<>();
    private long serial;
    private long lastValidity;

    ObjectId id(String prefix) {
        return new ObjectId(prefix + ++serial);
    }

    /** Greater than all before it. */
    long validity(Instant now) {
        lastValidity = Math.max(lastValidity + 1, now.getEpochSecond());
        return lastValidity;
    }

    /** A message with all that belongs to it; its content is never changed. */
    record Letter(MessageInfo info, byte[] content, Summary summary) {
        Letter with(MessageInfo other) {
            return new Letter(other, content, summary);
        }
    }

    /** A letter that was removed. */
    record Grave(MessageKey key, Box box, Letter letter, Instant removed) {}

    static final class Account {
        AccountInfo info;
        final TreeMap<MailboxName, Box> boxes = new TreeMap<>();
        final Map<MailboxName, Long> shown = new HashMap<>();
        final Set<MailboxName> subscriptions = new TreeSet<>();
        final Map<AnnotationName, byte[]> annotations = new HashMap<>();
        final Map<DeliveryKey, Instant> delivered = new HashMap<>();
        final Map<Long, ObjectId> threads = new HashMap<>();
        final List<Grave> graves = new ArrayList<>();
        Quota limit = Quota.NONE;

        Account(AccountInfo info) {
            this.info = info;
        }

        boolean isRemoved() {
            return info.removed() != null;
        }

        QuotaUse use() {
            long octets = 0;
            long messages = 0;
            for (var box : boxes.values()) {
                octets += box.octets();
                messages += box.letters.size();
            }
            return new QuotaUse(limit, octets, messages);
        }

        @Nullable Box box(ObjectId id) {
            return boxes.values().stream().filter(b -> b.id.equals(id)).findAny().orElse(null);
        }

        void show(Box box) {
            boxes.put(box.name, box);
            shown.merge(box.name, box.validity, Math::max);
        }
    }

    static final class Box {
        final ObjectId id;
        final TreeMap<Long, Letter> letters = new TreeMap<>();
        final TreeMap<Long, Long> vanished = new TreeMap<>();
        final Set<Keyword> keywords = new TreeSet<>();
        final Map<AnnotationName, byte[]> annotations = new HashMap<>();
        final TreeMap<String, Rights> rights = new TreeMap<>();
        Set<SpecialUse> uses = Set.of();
        MailboxName name;
        long validity;
        long uidNext = 1;
        long modSequence = 1;
        long recentFrom = 1;

        Box(ObjectId id, MailboxName name, long validity) {
            this.id = id;
            this.name = name;
            this.validity = validity;
        }

        MailboxInfo info() {
            return new MailboxInfo(id, name, validity, uses);
        }

        long octets() {
            return letters.values().stream().mapToLong(l -> l.info().octets()).sum();
        }

        UidSet present(UidSet wanted) {
            var builder = new UidSet.Builder();
            letters.keySet().stream().filter(wanted::contains).forEach(builder::add);
            return builder.build();
        }

        MailboxStatus status() {
            int unseen = 0;
            long first = 0;
            int deleted = 0;
            long deletedOctets = 0;
            for (var letter : letters.values()) {
                var info = letter.info();
                if (!info.flags().has(SystemFlag.SEEN)) {
                    unseen++;
                    first = first == 0 ? info.uid() : first;
                }
                if (info.flags().has(SystemFlag.DELETED)) {
                    deleted++;
                    deletedOctets += info.octets();
                }
            }
            int recent = letters.tailMap(recentFrom).size();
            return new MailboxStatus(
                    info(),
                    uidNext,
                    modSequence,
                    letters.size(),
                    octets(),
                    unseen,
                    first,
                    deleted,
                    deletedOctets,
                    recent,
                    keywords);
        }

        /** Takes letters in under new UIDs and one mod-sequence. */
        Stored add(List<Letter> added, Instant now) {
            modSequence++;
            long first = uidNext;
            for (var letter : added) {
                var info = letter.info();
                keywords.addAll(info.flags().keywords());
                var stored =
                        new MessageInfo(
                                uidNext,
                                modSequence,
                                info.flags(),
                                info.octets(),
                                info.internalDate(),
                                now,
                                info.emailId(),
                                info.threadId(),
                                info.traits());
                letters.put(uidNext++, letter.with(stored));
            }
            return new Stored(id, validity, UidSet.range(first, uidNext - 1), modSequence);
        }

        /** Whether it may have these keywords too. */
        boolean hasRoom(List<Letter> added, int most) {
            var all = new TreeSet<>(keywords);
            added.forEach(letter -> all.addAll(letter.info().flags().keywords()));
            return all.size() <= most;
        }

        List<Letter> take(UidSet uids) {
            modSequence++;
            var taken = new ArrayList<Letter>();
            uids.stream()
                    .forEach(
                            uid -> {
                                taken.add(java.util.Objects.requireNonNull(letters.remove(uid)));
                                vanished.put(uid, modSequence);
                            });
            return taken;
        }
    }

    /** Content in memory. */
    record Octets(byte[] all) implements Content {
        @Override
        public long octets() {
            return all.length;
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) {
            if (position >= all.length) {
                return -1;
            }
            int part = (int) Math.min(length, all.length - position);
            System.arraycopy(all, (int) position, into, offset, part);
            return part;
        }
    }
}

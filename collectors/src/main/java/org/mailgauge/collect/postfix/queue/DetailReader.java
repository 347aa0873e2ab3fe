package org.mailgauge.collect.postfix.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.Classifier;
import org.mailgauge.collect.machine.HostFiles;
import org.mailgauge.collect.postfix.queue.QueueLevels.Told;
import org.mailgauge.observe.ReplyClass;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a message's queue file and defer file into its row. Used by one thread. */
final class DetailReader {
    /** Octets of a block after the first. */
    private static final int MORE = 64 << 10;

    /** Reasons that are kept classified. */
    private static final int MOST_REASONS = 1000;

    private static final String DEFER = "defer";

    private final HostFiles files;
    private final QueueSetup setup;
    private final Classifier classifier;
    private final Rows rows;
    private final Shares shares;
    private final Domains domains;
    private final byte[] block = new byte[DeferFileParser.MOST_OCTETS];
    private final Map<Words, Sorted> sorted = new HashMap<>();
    private final int[] pairs = new int[2 * Shares.MOST_PARTS];
    private int pairsLength;
    private int opens;

    DetailReader(
            HostFiles files,
            QueueSetup setup,
            Classifier classifier,
            Rows rows,
            Shares shares,
            Domains domains) {
        this.files = files;
        this.setup = setup;
        this.classifier = classifier;
        this.rows = rows;
        this.shares = shares;
        this.domains = domains;
    }

    /** What an entry says, whoever it is of. */
    private record Words(
            @Nullable String status,
            @Nullable String type,
            @Nullable String diagnostic,
            @Nullable String host,
            @Nullable String reason) {}

    private record Sorted(DeferralReason reason, ReplyClass replyClass) {}

    /** Opens since it was last asked, and further blocks. */
    int opens() {
        int since = opens;
        opens = 0;
        return since;
    }

    /**
     * Reads what is known of a row's files.
     *
     * @param deferred whether it is in that queue
     * @throws NoSuchFileException when it is no longer there
     * @throws IOException when it cannot be read; the row then says so
     */
    void read(int row, String path, boolean deferred) throws IOException {
        boolean once = rows.state[row] == (Rows.KNOWN | Rows.STALE);
        try {
            if (once && deferred && rows.recipients[row] == 1) {
                again(row, path);
            } else {
                all(row, path, deferred);
            }
        } catch (NoSuchFileException gone) {
            throw gone;
        } catch (IOException unreadable) {
            forget(row, Rows.UNREADABLE);
            throw unreadable;
        }
    }

    private void forget(int row, int state) {
        shares.drop(rows.share[row]);
        rows.share[row] = Shares.NONE;
        rows.recipients[row] = -1;
        rows.octets[row] = -1;
        rows.state[row] = (byte) state;
    }

    /** Its only recipient is still the one that is known. */
    private void again(int row, String path) throws IOException {
        rows.modified[row] = seconds(files.stat(path).modified());
        var entries = entries(row);
        int domain = Shares.domain(rows.share[row]);
        var replyClass = entries.isEmpty() ? ReplyClass.NONE : told(entries.getFirst(), domain);
        rows.share[row] = Shares.key(domain, replyClass);
        rows.state[row] = Rows.KNOWN;
    }

    private void all(int row, String path, boolean deferred) throws IOException {
        QueueFile file;
        opens++;
        try (var opened = files.open(path)) {
            var stat = opened.stat();
            rows.modified[row] = seconds(stat.modified());
            file = parse(opened);
            var arrived = file.arrived();
            if (arrived != null) {
                rows.arrived[row] =
                        arrived.getEpochSecond() * IdCode.MICROS + arrived.getNano() / 1000;
            }
            forget(row, file.finished() ? Rows.UNREADABLE : Rows.UNFINISHED);
            var octets = file.octets();
            rows.octets[row] = octets == null ? stat.octets() : octets;
        }
        if (!file.finished()) {
            return;
        }
        boolean dropped = file.octets() == null && file.recipients().isEmpty();
        if (file.complete()) {
            var entries = deferred ? entries(row) : List.<DeferEntry>of();
            share(row, file.recipients(), entries);
            rows.state[row] = Rows.KNOWN;
        } else if (dropped) {
            // In maildrop recipients may stand in the header section alone.
            rows.state[row] = Rows.KNOWN;
        }
    }

    private QueueFile parse(HostFiles.Opened opened) throws IOException {
        var parser = new QueueFileParser();
        int most = QueueFileParser.BLOCK;
        while (parser.next() >= 0) {
            int length = opened.read(parser.next(), ByteBuffer.wrap(block, 0, most));
            parser.feed(block, length);
            if (parser.next() >= 0) {
                opens++;
            }
            most = MORE;
        }
        return parser.found();
    }

    /** Seconds since 1970, unsigned, at least 1. */
    static int seconds(Instant time) {
        return (int) Math.clamp(time.getEpochSecond(), 1L, 0xFFFF_FFFFL);
    }

    private Instant deferredAt = Instant.EPOCH;

    private List<DeferEntry> entries(int row) throws IOException {
        opens++;
        var path = setup.path(DEFER, rows.stamp[row], rows.inode[row]);
        try (var opened = files.open(path)) {
            deferredAt = opened.stat().modified();
            int length = opened.read(0, ByteBuffer.wrap(block));
            return DeferFileParser.parse(block, length);
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }

    private void share(int row, List<QueueFile.Recipient> recipients, List<DeferEntry> entries) {
        pairsLength = 0;
        var byRecipient = new HashMap<Object, DeferEntry>();
        for (var entry : entries) {
            byRecipient.put(
                    entry.offset() > 0 ? (Object) entry.offset() : entry.recipient(), entry);
        }
        for (var recipient : recipients) {
            int domain = domains.of(recipient.address());
            var entry = byRecipient.get(recipient.offset());
            if (entry == null) {
                entry = byRecipient.get(recipient.address());
            }
            add(domain, entry == null ? ReplyClass.NONE : told(entry, domain));
        }
        sort();
        rows.share[row] = shares.keep(pairs, pairsLength);
        rows.recipients[row] = recipients.size();
    }

    private void add(int domain, ReplyClass replyClass) {
        int key = Shares.key(domain, replyClass);
        for (int i = 0; i < pairsLength; i += 2) {
            if (pairs[i] == key) {
                pairs[i + 1]++;
                return;
            }
        }
        if (pairsLength == pairs.length) {
            // The last part becomes that of all others.
            pairs[pairsLength - 2] = Domains.BEYOND;
            pairs[pairsLength - 1]++;
            return;
        }
        pairs[pairsLength++] = key;
        pairs[pairsLength++] = 1;
    }

    /** By domain. */
    private void sort() {
        if (pairsLength <= 2) {
            return;
        }
        var packed = new long[pairsLength / 2];
        for (int i = 0; i < packed.length; i++) {
            int key = pairs[2 * i];
            packed[i] =
                    (long) Shares.domain(key) << 40
                            | (long) Shares.replyClass(key) << 32
                            | pairs[2 * i + 1];
        }
        Arrays.sort(packed);
        for (int i = 0; i < packed.length; i++) {
            pairs[2 * i] = Shares.key((int) (packed[i] >> 40), (int) (packed[i] >> 32 & 0xFF));
            pairs[2 * i + 1] = (int) packed[i];
        }
    }

    private ReplyClass told(DeferEntry entry, int domain) {
        var words =
                new Words(
                        entry.status(),
                        entry.diagnosticType(),
                        entry.diagnostic(),
                        entry.remoteHost(),
                        entry.reason());
        var known = sorted.get(words);
        if (known == null) {
            if (sorted.size() == MOST_REASONS) {
                sorted.clear();
            }
            var reason = entry.told();
            known = new Sorted(reason, classifier.of(reason.reply()));
            sorted.put(words, known);
        }
        var reason = known.reason();
        domains.tell(
                domain,
                new Told(reason.reply(), known.replyClass(), reason.remoteHost(), deferredAt));
        return known.replyClass();
    }
}

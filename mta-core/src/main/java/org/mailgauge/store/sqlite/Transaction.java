package org.mailgauge.store.sqlite;

import org.mailgauge.port.Entropy;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.AnnotationName;
import org.mailgauge.store.StoreLimits;
import org.mailgauge.store.log.Contents;
import org.mailgauge.store.log.LogWriter;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one piece of {@link Work} works with. Used by the committer. */
final class Transaction {
    static final int CONTENT = 1;
    static final int CHANGES = 2;

    final Sql sql;
    final Counters counters;
    final StoreLimits limits;

    /** Seconds of the wall clock. */
    final long now;

    final Applier applier;
    private final LogWriter log;
    private final Entropy entropy;
    private final List<Change> changes = new ArrayList<>();

    /** What the index gets once the work is done. */
    private final List<Step> putOff = new ArrayList<>();

    private interface Step {
        void apply() throws SQLException;
    }

    /** Mailboxes and accounts whose watchers are to be told. */
    final Set<Watchers.Touched> touched = new HashSet<>();

    final Set<Long> renamed = new HashSet<>();

    /** Identifiers whose rights were set. */
    final Set<String> permitted = new HashSet<>();

    /** Annotations that were set; of accounts, which stand here with mailbox 0, and mailboxes. */
    final Map<Watchers.Touched, Set<AnnotationName>> annotated = new HashMap<>();

    Transaction(
            Sql sql,
            Counters counters,
            StoreLimits limits,
            long now,
            Applier applier,
            LogWriter log,
            Entropy entropy) {
        this.sql = sql;
        this.counters = counters;
        this.limits = limits;
        this.now = now;
        this.applier = applier;
        this.log = log;
        this.entropy = entropy;
    }

    /** Applies a change and puts it into the record. */
    void record(Change change) throws SQLException {
        changes.add(change);
        if (putOff.isEmpty()) {
            applier.apply(change);
        } else {
            putOff.add(() -> applier.apply(change));
        }
    }

    /**
     * Puts a change into the record that this work reads no more: it, and what follows it, is
     * applied by {@link #settle}.
     */
    void recordLast(Change change) {
        changes.add(change);
        putOff.add(() -> applier.apply(change));
    }

    /** The same for a content that is new and the one message that it came with. */
    void recordLast(Change.ContentPut content, Change.MessagePut message) {
        changes.add(content);
        changes.add(message);
        putOff.add(() -> applier.apply(content, message));
    }

    /** Applies what was put off. */
    void settle() throws SQLException {
        for (var step : putOff) {
            step.apply();
        }
        putOff.clear();
    }

    /** Its watchers are to be told. */
    void touch(Rows.Mailbox mailbox) {
        touched.add(new Watchers.Touched(mailbox.number(), mailbox.account(), mailbox.id()));
    }

    List<Change> changes() {
        return changes;
    }

    /** Whether it changes a mailbox. */
    boolean touches(long mailbox) {
        return touched.stream().anyMatch(one -> one.mailbox() == mailbox);
    }

    /** A new object id. */
    String id(char kind) {
        return String.format("%c%016x%08x", kind, entropy.bits(), (int) entropy.bits());
    }

    /** A number for a message's or thread's object id. */
    long serial() {
        return entropy.bits();
    }

    /** Where a content arrives first: what is needed to save it when all else is gone. */
    record Arrival(AccountName account, Rows.Mailbox mailbox, long uid) {
        byte[] encode(Incoming incoming) {
            var octets = new ByteArrayOutputStream(200);
            try (var out = new DataOutputStream(octets)) {
                out.writeUTF(account.text());
                out.writeUTF(mailbox.id());
                out.writeUTF(mailbox.name());
                out.writeLong(mailbox.validity());
                out.writeLong(uid);
                out.writeLong(incoming.message().internalDate().getEpochSecond());
                out.writeUTF(incoming.message().flags().toString());
                out.writeLong(incoming.file());
                out.writeLong(incoming.octets());
            } catch (IOException e) {
                throw new IllegalStateException("an array refuses octets", e);
            }
            return octets.toByteArray();
        }
    }

    /** Stores a content. @return what is to be recorded with the message that it comes with */
    Change.ContentPut content(Incoming incoming, Arrival arrival) {
        var record = arrival.encode(incoming);
        long number = incoming.file();
        long place = Contents.OWN_FILE;
        long span = 0;
        if (number == 0) {
            number = counters.content.incrementAndGet();
            var region = Contents.region(number, incoming.data(), incoming.data().length);
            place = log.add(CONTENT, arrival.mailbox().number(), record, number, region);
            span = Contents.span(record.length, incoming.octets());
        } else {
            log.add(CONTENT, arrival.mailbox().number(), record, 0, Contents.NONE);
        }
        return new Change.ContentPut(
                number, incoming.octets(), place, span, incoming.found().summary());
    }

    /** Stores a content once more, and says that it lies there now. */
    void move(long number, byte[] record, byte[] data) throws SQLException {
        var region = Contents.region(number, data, data.length);
        long place = log.add(CONTENT, 0, record, number, region);
        record(new Change.ContentMoved(number, place, Contents.span(record.length, data.length)));
    }

    /** Says once more where a content arrived that has a file of its own. */
    void arrived(long mailbox, byte[] record) {
        log.add(CONTENT, mailbox, record, 0, Contents.NONE);
    }

    /** Computes every figure of the index anew. */
    void recount() throws SQLException {
        applier.recount();
    }

    /** Puts what was recorded into the log. */
    void seal() {
        if (!changes.isEmpty()) {
            log.add(CHANGES, subject(), ChangeCodec.encode(changes), 0, Contents.NONE);
        }
    }

    private long subject() {
        long found = 0;
        for (var change : changes) {
            long one = change.subject();
            if (one != 0 && found != 0 && one != found) {
                return 0;
            }
            found = one == 0 ? found : one;
        }
        return found;
    }
}

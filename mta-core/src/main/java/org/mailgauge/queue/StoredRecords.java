package org.mailgauge.queue;

import org.mailgauge.disk.NewerFormatException;
import org.mailgauge.queue.journal.RecordFormats;

import java.util.List;
import java.util.Optional;

/** What the queue keeps in the journal, for those who look at a journal without a queue. Pure. */
public final class StoredRecords implements RecordFormats {

    /** Only the versions are looked at: a start asks for every message. */
    @Override
    public void refuseNewer(QueueId id, byte[] envelope, List<byte[]> states)
            throws NewerFormatException {
        refuseNewer(id, "the envelope", envelope);
        for (var state : states) {
            refuseNewer(id, "a state", state);
        }
    }

    private static void refuseNewer(QueueId id, String what, byte[] octets)
            throws NewerFormatException {
        int version = octets.length == 0 ? 0 : octets[0] & 0xFF;
        if (version > QueueRecords.VERSION) {
            throw newer(id, what, version);
        }
    }

    private static NewerFormatException newer(QueueId id, String what, int version) {
        return new NewerFormatException(
                what
                        + " of message "
                        + id
                        + " has format version "
                        + version
                        + "; this program knows up to "
                        + QueueRecords.VERSION);
    }

    @Override
    public Optional<String> envelopeFlaw(byte[] envelope) {
        return flaw(QueueRecords.envelope(envelope));
    }

    @Override
    public Optional<String> stateFlaw(byte[] state) {
        return flaw(QueueRecords.change(state));
    }

    private static Optional<String> flaw(QueueRecords.Read<?> read) {
        return switch (read) {
            case QueueRecords.Read.Good<?> _ -> Optional.empty();
            case QueueRecords.Read.Damaged<?>(var detail) -> Optional.of(detail);
            case QueueRecords.Read.Newer<?>(var version) -> Optional.of("version " + version);
        };
    }

    /** The envelope of those octets; empty when they are none. */
    public Optional<Envelope> envelope(byte[] octets) {
        return QueueRecords.envelope(octets) instanceof QueueRecords.Read.Good<Envelope>(var good)
                ? Optional.of(good)
                : Optional.empty();
    }

    /** The state changes of those octets, one line for each run of recipients. */
    public List<String> states(byte[] octets) {
        return switch (QueueRecords.change(octets)) {
            case QueueRecords.Read.Good<StateChange>(var change) ->
                    change.entries().stream().map(StoredRecords::line).toList();
            case QueueRecords.Read.Damaged<StateChange>(var detail) ->
                    List.of("cannot be read: " + detail);
            case QueueRecords.Read.Newer<StateChange>(var version) -> List.of("version " + version);
        };
    }

    private static String line(StateChange.Entry entry) {
        var who =
                entry.count() == 1
                        ? "recipient " + entry.ordinal()
                        : "recipients "
                                + entry.ordinal()
                                + " to "
                                + (entry.ordinal() + entry.count() - 1);
        var until =
                entry.until() == 0 ? "" : " until " + java.time.Instant.ofEpochMilli(entry.until());
        var reply = entry.reply() == null ? "" : ": " + LogText.of(entry.reply());
        return who
                + " "
                + entry.state().label()
                + until
                + ", "
                + entry.reason().label()
                + ", attempts "
                + entry.attempts()
                + reply;
    }
}

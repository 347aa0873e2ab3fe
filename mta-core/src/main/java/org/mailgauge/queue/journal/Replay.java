package org.mailgauge.queue.journal;

import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.journal.Journal.Recovered;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Folds the log's records, in its order, into the messages that are live. Used by one thread. */
final class Replay {

    /** A message that is live so far. */
    static final class Live {
        private final RecordHeader header;
        private final long place;
        private final byte[] envelope;
        private List<byte[]> states = List.of();

        private Live(RecordHeader header, long place, byte[] envelope) {
            this.header = header;
            this.place = place;
            this.envelope = envelope;
        }

        QueueId id() {
            return header.id();
        }

        long place() {
            return place;
        }

        long octets() {
            return header.octets();
        }

        byte[] envelope() {
            return envelope;
        }

        List<byte[]> states() {
            return states;
        }

        private void changed(byte[] state) {
            if (states.isEmpty()) {
                states = new ArrayList<>(1);
            }
            states.add(state);
        }

        RecordHeader header() {
            return header;
        }

        Recovered recovered() {
            return new Recovered(header.id(), place, header.octets(), envelope, states);
        }
    }

    /** The record of a message in a segment that is missing. */
    record Lost(long epoch, RecordHeader header) {}

    /** In the order of the log, which sorting by place or acceptance then only has to mend. */
    private final LinkedHashMap<QueueId, Live> live = new LinkedHashMap<>();

    private final Map<QueueId, Lost> lost = new LinkedHashMap<>();
    private long tail;
    private long idFloor;
    private long nextOrder;

    void record(long epoch, RecordHeader header, byte[] first, byte[] second) {
        switch (header.type()) {
            case Format.ACCEPT, Format.SURVIVOR -> message(epoch, header, first, second);
            case Format.CHANGE -> {
                var message = live.get(header.id());
                if (message != null) {
                    message.changed(first);
                }
            }
            case Format.DONE -> drop(header.id());
            case Format.CHECKPOINT -> {
                var values = ByteBuffer.wrap(first);
                tail(values.getLong(0));
                idFloor(values.getLong(8));
            }
            default -> {
                // Abandon and close say nothing that the headers have not said.
            }
        }
    }

    private void message(long epoch, RecordHeader header, byte[] first, byte[] second) {
        long place = Format.place(epoch, header.offset(), header.bodyFile());
        var message = new Live(header, place, first);
        if (header.type() == Format.SURVIVOR) {
            message.changed(second);
        }
        live.putLast(header.id(), message);
        lost.remove(header.id());
        counted(header);
    }

    private void counted(RecordHeader header) {
        idFloor(header.id().low() + 1);
        nextOrder = Math.max(nextOrder, header.order() + 1);
    }

    /**
     * Takes a footer for its segment, which is missing: what changed and ended there counts, but a
     * message that lay there can be given back only from an older record.
     */
    void footer(Footer footer) {
        for (var entry : footer.entries()) {
            if (entry.header().carriesMessage()) {
                lost(footer.epoch(), entry);
            } else {
                record(footer.epoch(), entry.header(), entry.first(), entry.second());
            }
        }
        idFloor(footer.idFloor());
        nextOrder(footer.nextOrder());
        tail(footer.tail());
    }

    private void lost(long epoch, Footer.Entry entry) {
        var header = entry.header();
        var older = live.get(header.id());
        if (older == null) {
            lost.put(header.id(), new Lost(epoch, header));
        } else if (header.type() == Format.SURVIVOR) {
            older.states = List.of();
            older.changed(entry.second());
        }
        counted(header);
    }

    /** The messages of which nothing but a footer tells. */
    List<Lost> lost() {
        return List.copyOf(lost.values());
    }

    /** Takes a message out that ended or cannot be delivered. */
    void drop(QueueId id) {
        live.remove(id);
        lost.remove(id);
    }

    void tail(long epoch) {
        tail = Math.max(tail, epoch);
    }

    void idFloor(long floor) {
        idFloor = Math.max(idFloor, floor);
    }

    void nextOrder(long order) {
        nextOrder = Math.max(nextOrder, order);
    }

    long tail() {
        return tail;
    }

    long idFloor() {
        return idFloor;
    }

    long nextOrder() {
        return nextOrder;
    }

    Collection<Live> live() {
        return live.values();
    }

    /** The live messages in the order of acceptance. */
    List<Live> inOrder() {
        return live.values().stream()
                .sorted(Comparator.comparingLong(message -> message.header.order()))
                .toList();
    }
}

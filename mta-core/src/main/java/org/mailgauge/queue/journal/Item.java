package org.mailgauge.queue.journal;

import org.jspecify.annotations.Nullable;
import org.mailgauge.disk.Region;
import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.journal.Journal.Accepted;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/** Something that waits to be written in a group. */
sealed interface Item {

    byte[] EMPTY = new byte[0];
    QueueId NOBODY = new QueueId(0, 0);

    int type();

    default int flags() {
        return 0;
    }

    default QueueId id() {
        return NOBODY;
    }

    default byte[] first() {
        return EMPTY;
    }

    default byte[] second() {
        return EMPTY;
    }

    default Region region() {
        return Region.NONE;
    }

    /** Octets of the content. */
    default long octets() {
        return 0;
    }

    /** Octets of the record with header and padding. */
    default int span() {
        return (int)
                Format.padded(
                        Format.RECORD_HEADER
                                + (long) first().length
                                + second().length
                                + region().octets());
    }

    /** A message that wants to be taken over. Its sender waits on it. */
    final class Accept implements Item {
        private final QueueId id;
        private final byte[] envelope;
        private final Region region;
        private final long octets;
        private final boolean bodyFile;
        final long since;
        private final Thread sender = Thread.currentThread();
        private volatile @Nullable Accepted outcome;

        Accept(
                QueueId id,
                byte[] envelope,
                Region region,
                long octets,
                boolean bodyFile,
                long since) {
            this.id = id;
            this.envelope = envelope;
            this.region = region;
            this.octets = octets;
            this.bodyFile = bodyFile;
            this.since = since;
        }

        @Override
        public int type() {
            return Format.ACCEPT;
        }

        @Override
        public int flags() {
            return bodyFile ? Format.BODY_FILE : 0;
        }

        @Override
        public QueueId id() {
            return id;
        }

        @Override
        public byte[] first() {
            return envelope;
        }

        @Override
        public Region region() {
            return region;
        }

        @Override
        public long octets() {
            return octets;
        }

        void end(Accepted how) {
            outcome = how;
            LockSupport.unpark(sender);
        }

        @Nullable Accepted outcome() {
            return outcome;
        }

        /** Parks until it is decided; an interrupt does not end the wait. */
        Accepted await() {
            boolean interrupted = false;
            Accepted how;
            while ((how = outcome) == null) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return how;
        }
    }

    record Change(QueueId id, byte[] state) implements Item {
        @Override
        public int type() {
            return Format.CHANGE;
        }

        @Override
        public byte[] first() {
            return state;
        }
    }

    record Done(QueueId id, long place) implements Item {
        @Override
        public int type() {
            return Format.DONE;
        }
    }

    /** A message copied forward; {@code header} and parts are those of its old record. */
    record Survivor(RecordHeader old, long from, byte[] envelope, byte[] state, Region region)
            implements Item {
        @Override
        public int type() {
            return Format.SURVIVOR;
        }

        @Override
        public int flags() {
            return old.flags();
        }

        @Override
        public QueueId id() {
            return old.id();
        }

        @Override
        public byte[] first() {
            return envelope;
        }

        @Override
        public byte[] second() {
            return state;
        }

        @Override
        public long octets() {
            return old.octets();
        }
    }

    /**
     * A message's record written again by a repair, an accept or survivor; never through the
     * committer.
     */
    record Copied(RecordHeader old, int type, byte[] first, byte[] second, Region region)
            implements Item {
        @Override
        public int flags() {
            return old.flags();
        }

        @Override
        public QueueId id() {
            return old.id();
        }

        @Override
        public long octets() {
            return old.octets();
        }
    }

    /** Two numbers: an abandon (epoch, offset) or a checkpoint (tail, id floor) record. */
    record Mark(int type, long a, long b) implements Item {
        @Override
        public byte[] first() {
            return ByteBuffer.allocate(16).putLong(a).putLong(b).array();
        }

        @Override
        public int span() {
            return Format.RECORD_HEADER + 16;
        }
    }

    record Close() implements Item {
        @Override
        public int type() {
            return Format.CLOSE;
        }
    }

    /** Writes nothing; tells its waiter when what was before it is durable. */
    final class Flush implements Item {
        private final Thread waiter = Thread.currentThread();
        private volatile @Nullable Boolean durable;

        @Override
        public int type() {
            return 0;
        }

        @Override
        public int span() {
            return 0;
        }

        void end(boolean isDurable) {
            durable = isDurable;
            LockSupport.unpark(waiter);
        }

        @Nullable Boolean outcome() {
            return durable;
        }

        boolean await() {
            boolean interrupted = false;
            Boolean how;
            while ((how = durable) == null) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return how;
        }
    }
}

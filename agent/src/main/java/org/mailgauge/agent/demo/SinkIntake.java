package org.mailgauge.agent.demo;

import org.mailgauge.address.ForwardPath;
import org.mailgauge.port.Entropy;
import org.mailgauge.queue.Content;
import org.mailgauge.queue.Envelope;
import org.mailgauge.queue.Intake;
import org.mailgauge.queue.QueueId;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Takes every message, counts it and forgets it. Safe for use by any thread. */
final class SinkIntake implements Intake {
    private final long run;
    private final AtomicLong serial = new AtomicLong();
    private final LongAdder messages = new LongAdder();
    private volatile boolean full;

    SinkIntake(Entropy entropy) {
        run = entropy.bits();
    }

    /** Whether mail is refused with 452 from now on. */
    void full(boolean now) {
        full = now;
    }

    /** Messages taken. */
    long messages() {
        return messages.sum();
    }

    @Override
    public Room room(long octets) {
        return full ? new Room.Full("the demonstration says so") : new Room.Enough();
    }

    @Override
    public Draft draft() {
        return new Forgotten(new QueueId(run, serial.incrementAndGet()));
    }

    private final class Forgotten implements Draft {
        private final QueueId id;
        private long octets;

        Forgotten(QueueId id) {
            this.id = id;
        }

        @Override
        public QueueId id() {
            return id;
        }

        @Override
        public void write(byte[] content, int offset, int length) {
            octets += length;
        }

        @Override
        public long octets() {
            return octets;
        }

        @Override
        public Content content() throws IOException {
            throw new IOException("nothing is kept");
        }

        @Override
        public void delivered(ForwardPath to, String inbound) {}

        @Override
        public Commit commit(Envelope envelope) {
            messages.increment();
            return new Commit.Durable(id);
        }

        @Override
        public void close() {}
    }
}

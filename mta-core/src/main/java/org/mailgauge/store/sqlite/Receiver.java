package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;
import org.mailgauge.mime.Summarizer;
import org.mailgauge.mime.Summary;
import org.mailgauge.queue.Content;
import org.mailgauge.store.NewMessage;
import org.mailgauge.store.Summaries;
import org.mailgauge.store.log.Contents;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings contents to where they can be stored, into memory or into files of their own, and sums
 * them up on the way: each is read once. Safe for use by any thread.
 *
 * <p>What comes together takes no more memory than some messages do: of the contents that would
 * ride in the log those beyond {@link #TOGETHER} octets get files of their own, and of the
 * summaries those beyond as many are not kept, but made when they are wanted.
 */
final class Receiver {
    private static final long TOGETHER = 2 << 20;

    private final Shard.Surroundings world;
    private final Contents contents;
    private final Counters counters;

    Receiver(Shard.Surroundings world, Contents contents, Counters counters) {
        this.world = world;
        this.contents = contents;
        this.counters = counters;
    }

    /** Receives all; leaves no file when one of them cannot be read or kept. */
    List<Incoming> receive(List<NewMessage> messages) throws IOException {
        var received = new ArrayList<Incoming>();
        long data = 0;
        long summaries = 0;
        try {
            for (var message : messages) {
                long most = data == 0 ? fileOctets() : Math.min(fileOctets(), TOGETHER - data);
                var incoming = receive(message, most, TOGETHER - summaries);
                received.add(incoming);
                data += incoming.data().length;
                summaries += incoming.found().summary().length;
            }
            return received;
        } catch (IOException | RuntimeException e) {
            discard(received);
            throw e;
        }
    }

    private long fileOctets() {
        return world.settings().fileOctets();
    }

    /**
     * @param mostData octets that may ride in the log
     * @param mostSummary octets of a summary that is kept
     */
    private Incoming receive(NewMessage message, long mostData, long mostSummary)
            throws IOException {
        long octets = message.content().octets();
        var sum = new Sum(mostSummary);
        if (octets <= mostData) {
            var data = new byte[(int) octets];
            try (var in = new ContentInput(message.content(), sum)) {
                if (in.readNBytes(data, 0, data.length) < data.length) {
                    throw new IOException("a content ends early");
                }
            }
            return new Incoming(message, sum.found(), data, octets, 0);
        }
        long file = counters.content.incrementAndGet();
        world.tasks()
                .io(
                        () -> {
                            try (var in = new ContentInput(message.content(), sum)) {
                                contents.write(file, octets, in);
                            }
                            return true;
                        });
        return new Incoming(message, sum.found(), new byte[0], octets, file);
    }

    /** Deletes the files of contents that were not stored. */
    void discard(List<Incoming> received) throws IOException {
        for (var incoming : received) {
            if (incoming.file() != 0) {
                world.tasks()
                        .io(
                                () -> {
                                    contents.delete(incoming.file());
                                    return true;
                                });
            }
        }
    }

    /** What is found in a content that is stored already; nothing when it cannot be read. */
    Incoming.Found found(Content content) {
        var sum = new Sum(TOGETHER);
        try (var in = new ContentInput(content, sum)) {
            in.skipNBytes(content.octets());
        } catch (IOException e) {
            world.events().failed("a content that is to be summed up", e);
            return Incoming.Found.NOTHING;
        }
        return sum.found();
    }

    /** The sum of one content: a fault of ours costs it, and never the message. */
    private final class Sum {
        private final int most;
        private @Nullable Summarizer summarizer = new Summarizer();

        Sum(long most) {
            this.most = (int) Math.min(most, world.settings().limits().summaryOctets());
        }

        void add(byte[] octets, int offset, int length) {
            var summing = summarizer;
            if (summing != null) {
                try {
                    summing.feed(octets, offset, length);
                } catch (RuntimeException e) {
                    failed(e);
                }
            }
        }

        Incoming.Found found() {
            var summing = summarizer;
            if (summing == null) {
                return Incoming.Found.NOTHING;
            }
            try {
                return kept(summing.end(), most);
            } catch (RuntimeException e) {
                failed(e);
                return Incoming.Found.NOTHING;
            }
        }

        private void failed(RuntimeException e) {
            summarizer = null;
            world.events().failed("the summary of a message", e);
        }
    }

    private static Incoming.Found kept(Summary summary, int most) {
        return new Incoming.Found(
                summary.toBytes(most).orElse(new byte[0]),
                summary.traits(),
                Summaries.threadKeys(summary));
    }

    /** A content as a stream, summed up as it goes. */
    private static final class ContentInput extends InputStream {
        private final Content content;
        private final Sum sum;
        private long position;

        private ContentInput(Content content, Sum sum) {
            this.content = content;
            this.sum = sum;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int got = content.read(position, into, offset, length);
            if (got > 0) {
                sum.add(into, offset, got);
                position += got;
            }
            return got;
        }
    }
}

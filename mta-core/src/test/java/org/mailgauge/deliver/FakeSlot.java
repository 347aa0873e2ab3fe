package org.mailgauge.deliver;

import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.Mailbox;
import org.mailgauge.address.ReversePath;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.queue.Content;
import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.Slot;
import org.mailgauge.route.NextHop;
import org.mailgauge.sim.SimTime;
import org.mailgauge.smtp.SmtpReply;
import org.mailgauge.smtp.SmtpTransaction;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A slot with jobs that a test puts in; it insists that each is settled once. */
final class FakeSlot implements Slot {
    static final MtaGroup CHANNEL =
            new MtaGroup(1001, MtaGroup.Kind.OUTBOUND, "smtp-out", "", 25, 0);
    static final MtaGroup DESTINATION =
            new MtaGroup(1002, MtaGroup.Kind.DESTINATION, "y.test", "", 0, 0);

    private final NextHop nextHop;
    private final ArrayDeque<Job> jobs = new ArrayDeque<>();
    private final List<Job> inHand = new ArrayList<>();
    private long serial;

    /** Outcomes of each job, in the order in which they were settled. */
    final List<List<Outcome>> outcomes = new ArrayList<>();

    /** What was said of contents that go on in another form. */
    final List<Long> handedOn = new CopyOnWriteArrayList<>();

    /** What was said early, by place in the job, of the job that is in hand. */
    final Map<Integer, SmtpReply> early = new ConcurrentHashMap<>();

    final List<SmtpReply> unreachable = new ArrayList<>();
    int reached;

    FakeSlot(NextHop nextHop) {
        this.nextHop = nextHop;
    }

    /** Lines with and without dots, of exactly that length. */
    static byte[] content(long octets) {
        int rest = (int) Math.max(0, octets - 2);
        var text = "Subject: t\r\n\r\n.\r\n..x\r\nplain\r\n".repeat(rest / 20 + 1);
        var whole = text.substring(0, rest).replaceFirst("\r$", "x") + (octets < 2 ? "" : "\r\n");
        var content = whole.getBytes(StandardCharsets.ISO_8859_1);
        return content;
    }

    /** A content of that length that no next hop without 8BITMIME can be given. */
    static Content unconvertible(long octets) {
        var text = "To: \u00e9" + "x".repeat((int) octets - 9) + "\r\n\r\n";
        return in(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    FakeSlot with(SmtpTransaction transaction) {
        return with(transaction, in(content(transaction.sizeOctets())));
    }

    FakeSlot with(SmtpTransaction transaction, Content content) {
        var recipients = new ArrayList<Recipient>();
        for (var to : transaction.to()) {
            recipients.add(new Recipient(recipients.size(), to, DESTINATION));
        }
        jobs.add(
                new Job(
                        new QueueId(7, ++serial),
                        transaction.from(),
                        recipients,
                        SimTime.START,
                        transaction.sizeOctets(),
                        transaction.eightBit(),
                        content));
        return this;
    }

    /** A message for so many recipients. */
    FakeSlot with(int recipients, int octets) {
        var to = new ArrayList<ForwardPath>();
        for (int i = 0; i < recipients; i++) {
            to.add(new ForwardPath(new Mailbox("r" + i, "y.test")));
        }
        return with(
                new SmtpTransaction(
                        new ReversePath.Sender(new Mailbox("a", "x.test")), to, octets, false));
    }

    static Content in(byte[] octets) {
        return new Content() {
            @Override
            public long octets() {
                return octets.length;
            }

            @Override
            public int read(long position, byte[] into, int offset, int length) {
                int count = Math.min(length, octets.length - (int) position);
                System.arraycopy(octets, (int) position, into, offset, count);
                return count == 0 ? -1 : count;
            }
        };
    }

    /** A content that fails after so many octets. */
    static Content failing(byte[] octets, int after) {
        var sound = in(Arrays.copyOf(octets, after));
        return new Content() {
            @Override
            public long octets() {
                return octets.length;
            }

            @Override
            public int read(long position, byte[] into, int offset, int length) throws IOException {
                if (position >= after) {
                    throw new IOException("checksum mismatch");
                }
                return sound.read(position, into, offset, length);
            }
        };
    }

    /** A content that ends too early, without an error. */
    static Content truncated(byte[] octets, int after) {
        var sound = in(Arrays.copyOf(octets, after));
        return new Content() {
            @Override
            public long octets() {
                return octets.length;
            }

            @Override
            public int read(long position, byte[] into, int offset, int length) throws IOException {
                return sound.read(position, into, offset, length);
            }
        };
    }

    /** What a content looks like on the wire, by the rules and not by our encoder. */
    static String onTheWire(byte[] content) {
        var out = new ByteArrayOutputStream();
        boolean lineStart = true;
        for (byte octet : content) {
            if (lineStart && octet == '.') {
                out.write('.');
            }
            out.write(octet);
            lineStart = octet == '\n';
        }
        return out.toString(StandardCharsets.ISO_8859_1) + ".\r\n";
    }

    @Override
    public NextHop nextHop() {
        return nextHop;
    }

    @Override
    public MtaGroup channel() {
        return CHANNEL;
    }

    @Override
    public Optional<Job> next() {
        var job = Optional.ofNullable(jobs.poll());
        job.ifPresent(inHand::add);
        return job;
    }

    @Override
    public void settle(Job job, List<Outcome> settled) {
        if (!inHand.remove(job)) {
            throw new IllegalStateException("settled, and not in hand: " + job.id());
        }
        if (settled.size() != job.recipients().size()) {
            throw new IllegalStateException(settled.size() + " outcomes");
        }
        early.forEach(
                (place, reply) -> {
                    if (!settled.get(place).equals(new Outcome.Relayed(reply))) {
                        throw new IllegalStateException(place + " was relayed: " + settled);
                    }
                });
        early.clear();
        outcomes.add(List.copyOf(settled));
    }

    @Override
    public void handsOn(Job job, long octets) {
        handedOn.add(octets);
    }

    @Override
    public void relayed(Job job, Map<Integer, SmtpReply> replies) {
        if (!inHand.contains(job)) {
            throw new IllegalStateException("relayed, and not in hand: " + job.id());
        }
        replies.forEach(
                (place, reply) -> {
                    if (early.put(place, reply) != null) {
                        throw new IllegalStateException("relayed twice: " + place);
                    }
                });
    }

    @Override
    public void unreachable(SmtpReply why) {
        unreachable.add(why);
    }

    @Override
    public void reached() {
        reached++;
    }

    /** Jobs that were taken and not settled; must be none in the end. */
    int unsettled() {
        return inHand.size();
    }

    int waiting() {
        return jobs.size();
    }
}

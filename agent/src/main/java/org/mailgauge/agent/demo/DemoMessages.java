package org.mailgauge.agent.demo;

import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.Mailbox;
import org.mailgauge.address.ReversePath;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.port.Entropy;
import org.mailgauge.queue.Content;
import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.Slot;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Makes up messages: text of 0.5 to 8 KiB, for one to three recipients. Used by one thread. */
final class DemoMessages {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT);
    private static final String LINE =
            "The quick brown fox jumps over the lazy dog, and the gauge counts it once.\r\n";
    private static final int LEAST_LINES = 6;
    private static final int MORE_LINES = 100;
    private static final MtaGroup NO_GROUP =
            new MtaGroup(1, MtaGroup.Kind.DESTINATION, "demo", "", 0, 0);

    private final Entropy entropy;
    private final long run;
    private long serial;

    DemoMessages(Entropy entropy) {
        this.entropy = entropy;
        run = entropy.bits();
    }

    Slot.Job next(Instant now) {
        var id = new QueueId(run, ++serial);
        var recipients = recipients();
        var text = text(id, recipients, now).getBytes(StandardCharsets.US_ASCII);
        return new Slot.Job(
                id,
                new ReversePath.Sender(new Mailbox("demo", DemoDomains.SENDER)),
                recipients,
                now,
                text.length,
                false,
                content(text));
    }

    private List<Slot.Recipient> recipients() {
        int count = below(10) == 0 ? 3 : 1;
        var recipients = new ArrayList<Slot.Recipient>();
        for (int i = 0; i < count; i++) {
            var to = i == 0 && below(5) == 0 ? user() : new Mailbox("user" + below(100), domain());
            recipients.add(new Slot.Recipient(i, new ForwardPath(to), NO_GROUP));
        }
        return recipients;
    }

    private Mailbox user() {
        var names = DemoDomains.USER_NAMES;
        return new Mailbox(names.get(below(names.size())), DemoDomains.USERS);
    }

    /** One in twenty is unknown, one in twenty is put off. */
    private String domain() {
        return switch (below(20)) {
            case 0 -> DemoDomains.UNKNOWN;
            case 1 -> DemoDomains.LATER;
            default -> DemoDomains.GOOD.get(below(DemoDomains.GOOD.size()));
        };
    }

    private String text(QueueId id, List<Slot.Recipient> recipients, Instant now) {
        var to = String.join(", ", recipients.stream().map(r -> r.path().toString()).toList());
        var header =
                """
                Date: %s
                From: Demo <demo@%s>
                To: %s
                Message-ID: <%s@%s>
                Subject: Demonstration %d

                """
                        .formatted(
                                DATE.format(now.atZone(ZoneOffset.UTC)),
                                DemoDomains.SENDER,
                                to,
                                id,
                                DemoDomains.SENDER,
                                serial)
                        .replace("\n", "\r\n");
        return header + LINE.repeat(LEAST_LINES + below(MORE_LINES));
    }

    private int below(int bound) {
        return (int) (entropy.fraction() * bound);
    }

    private static Content content(byte[] text) {
        return new Content() {
            @Override
            public long octets() {
                return text.length;
            }

            @Override
            public int read(long position, byte[] into, int offset, int length) {
                int count = Math.min(length, text.length - (int) position);
                if (count <= 0) {
                    return -1;
                }
                System.arraycopy(text, (int) position, into, offset, count);
                return count;
            }
        };
    }
}

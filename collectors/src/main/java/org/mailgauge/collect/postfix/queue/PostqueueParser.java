package org.mailgauge.collect.postfix.queue;

import org.mailgauge.collect.postfix.queue.PostqueueMessage.Recipient;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Parses what {@code postqueue -j} tells: a JSON object on each line, decoded as UTF-8. Incremental
 * and total; lines that are no message, or longer than {@link #LONGEST_LINE}, are counted and
 * passed over. Used by one thread.
 */
public final class PostqueueParser {
    /** Octets; some 100,000 recipients. */
    public static final int LONGEST_LINE = 16 << 20;

    /** About the end of the year 9999, in seconds. */
    private static final long LATEST = 253_000_000_000L;

    private final Consumer<PostqueueMessage> into;
    private byte[] line = new byte[4096];
    private int length;
    private boolean tooLong;
    private long unreadable;

    /** Makes one at the beginning of the output. */
    public PostqueueParser(Consumer<PostqueueMessage> into) {
        this.into = into;
    }

    /** Takes the next octets, cut anywhere. */
    public void feed(byte[] octets, int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (octets[i] == '\n') {
                end();
            } else if (length == LONGEST_LINE) {
                tooLong = true;
            } else {
                if (length == line.length) {
                    line = Arrays.copyOf(line, Math.min(LONGEST_LINE, length * 2));
                }
                line[length++] = octets[i];
            }
        }
    }

    /** Takes the end of the output; a line without its end is unreadable. */
    public void finish() {
        if (length > 0) {
            unreadable++;
            length = 0;
        }
    }

    /** Lines that were passed over. */
    public long unreadable() {
        return unreadable;
    }

    private void end() {
        if (length > 0) {
            var message =
                    tooLong
                            ? Optional.<PostqueueMessage>empty()
                            : message(new String(line, 0, length, StandardCharsets.UTF_8));
            message.ifPresentOrElse(into, () -> unreadable++);
        }
        length = 0;
        tooLong = false;
    }

    /** The message of one line, without its end. */
    static Optional<PostqueueMessage> message(String line) {
        if (!(Json.read(line).orElse(Json.NULL) instanceof Map<?, ?> object)) {
            return Optional.empty();
        }
        var queue = Json.member(object, "queue_name", String.class);
        var id = Json.member(object, "queue_id", String.class);
        if (queue == null || id == null) {
            return Optional.empty();
        }
        var arrived = Json.member(object, "arrival_time", Long.class);
        return Optional.of(
                new PostqueueMessage(
                        queue,
                        id,
                        arrived != null && arrived >= 0 && arrived < LATEST
                                ? Instant.ofEpochSecond(arrived)
                                : null,
                        Json.member(object, "message_size", Long.class),
                        Boolean.TRUE.equals(object.get("forced_expire")),
                        Json.member(object, "sender", String.class),
                        recipients(object)));
    }

    private static List<Recipient> recipients(Map<?, ?> object) {
        var recipients = new ArrayList<Recipient>();
        if (object.get("recipients") instanceof List<?> list) {
            for (var one : list) {
                if (one instanceof Map<?, ?> recipient) {
                    var address = Json.member(recipient, "address", String.class);
                    if (address != null) {
                        var reason = Json.member(recipient, "delay_reason", String.class);
                        recipients.add(new Recipient(address, reason));
                    }
                }
            }
        }
        return recipients;
    }
}

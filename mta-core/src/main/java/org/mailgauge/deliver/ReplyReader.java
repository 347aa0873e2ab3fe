package org.mailgauge.deliver;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Net;
import org.mailgauge.port.NetTimeoutException;
import org.mailgauge.port.Time;
import org.mailgauge.queue.LogText;
import org.mailgauge.smtp.SmtpClientInput;
import org.mailgauge.smtp.SmtpReply;
import org.mailgauge.smtp.SmtpReplyParser;
import org.mailgauge.smtp.SmtpReplyParser.Result;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Reads a peer's replies, each within a time for the whole of it. Used by one thread. */
final class ReplyReader {
    private static final int BUFFER = 1024;

    private final Net.Connection connection;
    private final Time time;
    private final SmtpReplyParser parser = new SmtpReplyParser();
    private final byte[] buffer = new byte[BUFFER];
    private int from;
    private int to;

    ReplyReader(Net.Connection connection, Time time) {
        this.connection = connection;
        this.time = time;
    }

    /** The next reply, or what came instead. */
    SmtpClientInput next(Duration within) {
        long deadline = time.ticks() + within.toNanos();
        try {
            while (true) {
                var complete = parsed();
                if (complete.isPresent()) {
                    return complete.get();
                }
                long left = deadline - time.ticks();
                if (left <= 0) {
                    return new SmtpClientInput.Timeout();
                }
                int count = connection.read(buffer, 0, buffer.length, Duration.ofNanos(left));
                if (count < 0) {
                    return lost("closed by the next hop");
                }
                from = 0;
                to = count;
            }
        } catch (NetTimeoutException _) {
            return new SmtpClientInput.Timeout();
        } catch (IOException failed) {
            return lost(failed.getMessage());
        }
    }

    /** Whether something has come that was not read: perhaps a reply, perhaps a part of one. */
    boolean waiting() throws IOException {
        return from < to || connection.readable();
    }

    /** A reply that is there without waiting, perhaps the reason why the peer went away. */
    Optional<SmtpReply> atHand() {
        try {
            while (true) {
                var complete = parsed();
                if (complete.isPresent()) {
                    return complete.get() instanceof SmtpClientInput.Reply(var reply)
                            ? Optional.of(reply)
                            : Optional.empty();
                }
                if (!connection.readable()) {
                    return Optional.empty();
                }
                int count = connection.read(buffer, 0, buffer.length, Duration.ofMillis(1));
                if (count < 0) {
                    return Optional.empty();
                }
                from = 0;
                to = count;
            }
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private Optional<SmtpClientInput> parsed() {
        if (from == to) {
            return Optional.empty();
        }
        var fed = parser.feed(buffer, from, to - from);
        from += fed.consumed();
        return switch (fed.result()) {
            case Result.Complete(var reply) -> Optional.of(new SmtpClientInput.Reply(reply));
            case Result.Malformed(var why) -> Optional.of(new SmtpClientInput.Malformed(why));
            case Result.NeedMore _ -> Optional.empty();
        };
    }

    static SmtpClientInput lost(@Nullable String detail) {
        return new SmtpClientInput.Broken(
                SmtpReply.of(451, 4, 2, "Connection lost: " + LogText.of(detail)));
    }
}

package org.mailgauge.truth;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.port.Net;
import org.mailgauge.port.Tasks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * A server of another MTA: takes everything, unless told otherwise for a verb. Safe for use by any
 * thread.
 */
final class NextHop {
    private static final Duration PATIENCE = Duration.ofDays(300);

    private final Net net;
    private final Tasks tasks;
    private final Endpoint endpoint;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> said = new ConcurrentHashMap<>();
    private final LongAdder sessions = new LongAdder();
    private final LongAdder octets = new LongAdder();
    private final Queue<Net.Connection> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Net.@Nullable Listener> listener = new AtomicReference<>();

    NextHop(Net net, Tasks tasks, Endpoint endpoint) {
        this.net = net;
        this.tasks = tasks;
        this.endpoint = endpoint;
        answers.put("EHLO", "250-hop.test\r\n250-PIPELINING\r\n250 8BITMIME");
        answers.put("LHLO", "250-hop.test\r\n250-PIPELINING\r\n250 8BITMIME");
        answers.put("DATA", "354 go on");
        answers.put("QUIT", "221 bye");
    }

    /**
     * What is answered to a verb, {@code GREETING} or {@code CONTENT} from now on; silence when
     * empty.
     */
    NextHop answer(String verb, String reply) {
        answers.put(verb, reply);
        return this;
    }

    /** How often it has given that reply. */
    long said(String reply) {
        return said.getOrDefault(reply, new LongAdder()).sum();
    }

    /** Connections that it has had. */
    long sessions() {
        return sessions.sum();
    }

    /** Octets of the contents that it has had, without framing and dot-stuffing. */
    long octets() {
        return octets.sum();
    }

    /** Gives a reply on every connection on which it has been silent so far. */
    void late(String reply) {
        try {
            for (var one = waiting.poll(); one != null; one = waiting.poll()) {
                say(one, reply);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    void open() {
        try {
            var opened = net.listen(endpoint, 10);
            listener.set(opened);
            tasks.start("next-hop", () -> accept(opened));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    void close() {
        var opened = listener.getAndSet(null);
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    private void accept(Net.Listener opened) {
        try {
            for (; ; ) {
                var connection = opened.accept();
                sessions.increment();
                tasks.start("next-hop-session", () -> converse(connection));
            }
        } catch (IOException closed) {
            // The listener was closed.
        }
    }

    private void converse(Net.Connection connection) {
        try (connection) {
            say(connection, answers.getOrDefault("GREETING", "220 hop.test"));
            boolean content = false;
            var length = new int[1];
            for (var line = line(connection, length);
                    !line.isEmpty();
                    line = line(connection, length)) {
                if (content && !line.equals(".")) {
                    octets.add(length[0] - (line.startsWith(".") ? 1 : 0));
                    continue;
                }
                var verb = content ? "CONTENT" : line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
                var answer = answers.getOrDefault(verb, "250 ok");
                content = verb.equals("DATA") && answer.startsWith("354");
                say(connection, answer);
                if (verb.equals("QUIT")) {
                    return;
                }
            }
        } catch (IOException gone) {
            // The client went away.
        }
    }

    private void say(Net.Connection connection, String text) throws IOException {
        if (!text.isEmpty()) {
            said.computeIfAbsent(text, _ -> new LongAdder()).increment();
            var line = (text + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
            connection.write(line, 0, line.length, PATIENCE);
        } else {
            waiting.add(connection);
        }
    }

    /**
     * A line without its end; a blank one within content is one space; empty at the end.
     *
     * @param length set to how many octets it had with its end
     */
    private static String line(Net.Connection connection, int[] length) throws IOException {
        var line = new StringBuilder();
        length[0] = 0;
        var octet = new byte[1];
        for (int n = connection.read(octet, 0, 1, PATIENCE);
                n > 0;
                n = connection.read(octet, 0, 1, PATIENCE)) {
            length[0]++;
            if (octet[0] == '\n') {
                var text = line.toString().stripTrailing();
                return text.isEmpty() ? " " : text;
            }
            line.append((char) (octet[0] & 0xFF));
        }
        return "";
    }
}

package org.mailgauge.collect.postfix.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What {@code src/test/capture/postfix-queue.sh} has captured. */
final class Fixtures {
    /** Kind of queue id and hash depth. */
    static final List<String> SETTINGS = List.of("long1", "short1", "long2");

    private static final String ROOT = "/postfix/3.7.11/queue/";

    private final String setting;
    private final Map<String, Instant> modified = new TreeMap<>();

    Fixtures(String setting) {
        this.setting = setting;
        for (var line : text("mtimes").lines().toList()) {
            var parts = line.split(" ", -1);
            modified.put(parts[0], Instant.ofEpochSecond(Long.parseLong(parts[1])));
        }
    }

    QueueSetup setup() {
        var usual = QueueSetup.usual("/spool");
        int depth = setting.charAt(setting.length() - 1) - '0';
        return new QueueSetup(usual.directory(), usual.hashed(), depth);
    }

    byte[] octets(String path) {
        try (var in = Fixtures.class.getResourceAsStream(ROOT + setting + "/" + path)) {
            if (in == null) {
                throw new IllegalStateException("no " + setting + "/" + path);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(String path) {
        return new String(octets(path), StandardCharsets.UTF_8);
    }

    /** Paths below the queue directory, of one folder in it. */
    List<String> paths(String folder) {
        return modified.keySet().stream().filter(path -> path.startsWith(folder + "/")).toList();
    }

    /** All in memory, some seconds after the capture. */
    MemoryHost host() {
        var host = new MemoryHost(Duration.ofMillis(1));
        var latest = Instant.EPOCH;
        for (var folder : List.of("incoming", "active", "corrupt", "saved", "defer", "hold")) {
            host.folder("/spool/" + folder);
        }
        for (var message : theirs()) {
            var arrived = message.arrived();
            latest = arrived == null || arrived.isBefore(latest) ? latest : arrived;
        }
        host.set(latest.plusSeconds(30));
        modified.forEach((path, time) -> host.write("/spool/" + path, octets(path), time));
        host.pass(Duration.ofSeconds(15));
        return host;
    }

    /** What {@code postqueue -j} told of it. */
    List<PostqueueMessage> theirs() {
        var messages = new ArrayList<PostqueueMessage>();
        var parser = new PostqueueParser(messages::add);
        var octets = octets("postqueue.json");
        parser.feed(octets, 0, octets.length);
        parser.finish();
        if (parser.unreadable() > 0 || messages.isEmpty()) {
            throw new IllegalStateException(setting + ": " + parser.unreadable());
        }
        return messages;
    }

    static QueueFile parse(byte[] octets) {
        return parse(octets, QueueFileParser.BLOCK);
    }

    /** Parses a file in blocks of a size. */
    static QueueFile parse(byte[] octets, int block) {
        var parser = new QueueFileParser();
        while (parser.next() >= 0) {
            int from = (int) Math.min(parser.next(), octets.length);
            int length = Math.min(block, octets.length - from);
            var copy = new byte[block];
            System.arraycopy(octets, from, copy, 0, length);
            parser.feed(copy, length);
        }
        return parser.found();
    }
}

package org.mailgauge.collect.postfix.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.mailgauge.observe.ReplyClass;
import org.mailgauge.smtp.SmtpReply;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

class QueueScannerTest {
    static final List<String> SETTINGS = Fixtures.SETTINGS;

    static ReplyClass classOf(SmtpReply reply) {
        var text = reply.lines().getFirst();
        return text.contains("Greylisted")
                ? ReplyClass.GREYLISTED
                : text.contains("full")
                        ? ReplyClass.MAILBOX_FULL
                        : text.contains("refused") ? ReplyClass.HOST_UNREACHABLE : ReplyClass.OTHER;
    }

    private static QueueScanner scanner(MemoryHost host, QueueSetup setup, ScanLimits limits) {
        return new QueueScanner(
                setup, host, new SetTime(host::now), QueueScannerTest::classOf, limits);
    }

    @ParameterizedTest
    @FieldSource("SETTINGS")
    void agreesWithPostqueueOnARealQueue(String setting) {
        var fixtures = new Fixtures(setting);
        var host = fixtures.host();
        host.remove("/spool/" + fixtures.paths("maildrop").getFirst());
        var scanner = scanner(host, fixtures.setup(), ScanLimits.USUAL);
        var began = host.now();
        scanner.tick();
        var look = new ArrayList<QueuedMessage>();
        scanner.each(look::add);
        assertEquals(fixtures.theirs().size(), look.size());
        assertEquals(List.of(), QueueComparison.between(look, fixtures.theirs(), look, began));
    }

    @ParameterizedTest
    @FieldSource("SETTINGS")
    void levelsAreThoseByPostqueue(String setting) throws Exception {
        var fixtures = new Fixtures(setting);
        var host = fixtures.host();
        host.remove("/spool/" + fixtures.paths("maildrop").getFirst());
        var ours = scanner(host, fixtures.setup(), ScanLimits.USUAL).tick();
        var theirs =
                PostqueueReaderTest.reader(
                                host,
                                new String[] {
                                    new String(
                                            fixtures.octets("postqueue.json"),
                                            StandardCharsets.UTF_8)
                                })
                        .read();
        for (var queue : List.of(PostfixQueue.DEFERRED, PostfixQueue.HOLD)) {
            var our = level(ours, queue);
            var their = level(theirs, queue);
            assertEquals(their.messages(), our.messages());
            assertEquals(their.recipients(), our.recipients());
            assertEquals(their.octets(), our.octets());
            assertEquals(their.ages(), our.ages());
            assertEquals(their.recipientAges(), our.recipientAges());
            assertEquals(
                    their.oldest(), requireNonNull(our.oldest()).truncatedTo(ChronoUnit.SECONDS));
        }
        assertEquals(1, ours.coverage());
        assertNotNull(level(ours, PostfixQueue.DEFERRED).nextRetry());
        assertNull(level(theirs, PostfixQueue.DEFERRED).nextRetry());
        assertEquals(byName(theirs).keySet(), byName(ours).keySet());
        byName(theirs)
                .forEach(
                        (name, their) -> {
                            var our = requireNonNull(byName(ours).get(name));
                            assertEquals(their.messages(), our.messages(), name);
                            assertEquals(their.recipients(), our.recipients(), name);
                            assertEquals(their.deferred(), our.deferred(), name);
                        });
        var told = requireNonNull(byName(ours).get("down.example")).told();
        assertNotNull(told);
        assertEquals("127.0.0.1", told.remoteHost());
        assertEquals("4.4.1", String.valueOf(told.reply().status()));
        assertEquals(ReplyClass.HOST_UNREACHABLE, told.replyClass());
    }

    private static Map<String, QueueLevels.Destination> byName(QueueLevels levels) {
        return destinations(levels).rows().stream()
                .collect(Collectors.toMap(QueueLevels.Destination::name, Function.identity()));
    }

    static QueueLevels.Level level(QueueLevels levels, PostfixQueue queue) {
        return requireNonNull(levels.queues().get(queue));
    }

    private static QueueLevels.Destinations destinations(QueueLevels levels) {
        return requireNonNull(levels.destinations());
    }

    private static MemoryHost empty() {
        var host = new MemoryHost(Duration.ofMillis(1));
        for (var queue : PostfixQueue.values()) {
            host.folder("/spool/" + queue.folder());
        }
        host.folder("/spool/corrupt");
        host.folder("/spool/saved");
        host.pass(Duration.ofHours(1));
        return host;
    }

    private static final QueueSetup USUAL = QueueSetup.usual("/spool");

    /** A deferred message that came so many seconds before now. */
    private static void defer(MemoryHost host, int inode, long age, String... recipients) {
        long stamp = (host.now().getEpochSecond() - age) * 1_000_000 + inode % 1_000_000;
        var done = Collections.nCopies(recipients.length, false);
        host.write(
                USUAL.path("deferred", stamp, inode),
                new WrittenQueueFile(stamp, 100, List.of(recipients), done).octets(),
                host.now().plusSeconds(300));
    }

    @Test
    void anEmptyQueueIsKnownToBeEmpty() {
        var host = empty();
        var levels = scanner(host, USUAL, ScanLimits.USUAL).tick();
        for (var queue : PostfixQueue.values()) {
            var level = level(levels, queue);
            assertEquals(0, level.messages());
            assertEquals(0L, level.recipients());
            assertEquals(0L, level.octets());
            assertNull(level.oldest());
            assertNull(level.nextRetry());
        }
        assertEquals(0, destinations(levels).count());
        assertEquals(0L, levels.corrupt());
        assertEquals(1, levels.coverage());
    }

    @Test
    void aMissingQueueFolderIsNotAnEmptyQueue() {
        var host = new MemoryHost(Duration.ofMillis(1));
        var levels = scanner(host, USUAL, ScanLimits.USUAL).tick();
        assertTrue(levels.queues().isEmpty());
        assertNull(levels.destinations());
        assertNull(levels.corrupt());
        assertFalse(levels.troubles().isEmpty());
    }

    @Test
    void newestAreReadFirstAndNoMoreThanAllowed() {
        var host = empty();
        for (int i = 1; i <= 40; i++) {
            defer(host, i, i * 60L, "a@d" + i + ".example");
        }
        var limits = new ScanLimits(10, 10, 1000, 1000, 1000);
        var scanner = scanner(host, USUAL, limits);
        for (int tick = 1; tick <= 8; tick++) {
            var levels = scanner.tick();
            var deferred = level(levels, PostfixQueue.DEFERRED);
            assertEquals(40, deferred.messages());
            assertEquals(5L * tick, deferred.known());
            assertEquals(10, scanner.opened());
            var names = byName(levels).keySet();
            for (int i = 1; i <= 5 * tick; i++) {
                assertTrue(names.contains("d" + i + ".example"));
            }
            // By their names alone.
            assertNotNull(deferred.oldest());
            assertEquals(8 == tick, deferred.recipients() != null);
        }
        scanner.tick();
        assertEquals(0, scanner.opened());
    }

    /** The path of the only file in deferred, and where it would be in active. */
    private static String[] onlyPaths(MemoryHost host, QueueScanner scanner) {
        var paths = new String[2];
        scanner.each(
                message -> {
                    var code = new IdCode();
                    var name = message.id().getBytes(StandardCharsets.US_ASCII);
                    assertTrue(code.read(name, 0, name.length));
                    paths[0] = USUAL.path("deferred", code.stamp(), code.inode());
                    paths[1] = USUAL.path("active", code.stamp(), code.inode());
                });
        assertTrue(host.has(paths[0]));
        return paths;
    }

    @Test
    void detailsAreKeptWhenAMessageMoves() {
        var host = empty();
        defer(host, 1, 1, "a@x.example");
        var scanner = scanner(host, USUAL, ScanLimits.USUAL);
        scanner.tick();
        assertEquals(2, scanner.opened());
        var paths = onlyPaths(host, scanner);
        host.move(paths[0], paths[1]);
        host.pass(Duration.ofSeconds(15));
        var levels = scanner.tick();
        assertEquals(0, scanner.opened());
        assertEquals(0, level(levels, PostfixQueue.DEFERRED).messages());
        assertEquals(1L, level(levels, PostfixQueue.ACTIVE).recipients());
    }

    /** It moves to a folder that was looked at, from one that is yet to be. */
    @Test
    void detailsAreKeptWhenAMessageIsMissedByOneScan() {
        var host = empty();
        defer(host, 1, 1, "a@x.example");
        var scanner = scanner(host, USUAL, ScanLimits.USUAL);
        scanner.tick();
        var paths = onlyPaths(host, scanner);
        var incoming = paths[1].replace("active", "incoming");
        host.pass(Duration.ofSeconds(15));
        int opens = host.opens();
        var calls = new int[1];
        host.meanwhile(
                () -> {
                    if (++calls[0] == 5) {
                        host.move(paths[0], incoming);
                    }
                });
        var levels = scanner.tick();
        host.meanwhile(() -> {});
        assertEquals(0, level(levels, PostfixQueue.DEFERRED).messages());
        assertEquals(0, level(levels, PostfixQueue.INCOMING).messages());
        host.pass(Duration.ofSeconds(15));
        levels = scanner.tick();
        assertEquals(1L, level(levels, PostfixQueue.INCOMING).recipients());
        assertEquals(opens, host.opens());
    }

    @Test
    void whatIsMissingTwiceIsForgotten() {
        var host = empty();
        defer(host, 1, 1, "a@x.example");
        var scanner = scanner(host, USUAL, ScanLimits.USUAL);
        scanner.tick();
        host.remove(onlyPaths(host, scanner)[0]);
        host.pass(Duration.ofSeconds(15));
        assertEquals(0, destinations(scanner.tick()).count());
        scanner.tick();
        scanner.each(message -> fail(message.toString()));
    }

    @Test
    void whatIsBeyondTheTableIsCounted() {
        var host = empty();
        for (int i = 1; i <= 40; i++) {
            defer(host, i, i, "a@x.example");
        }
        var scanner = scanner(host, USUAL, new ScanLimits(100, 10, 30, 10, 10));
        for (int tick = 0; tick < 3; tick++) {
            var deferred = level(scanner.tick(), PostfixQueue.DEFERRED);
            assertEquals(40, deferred.messages());
            assertNull(deferred.oldest());
            assertNull(deferred.recipients());
            assertNull(deferred.nextRetry());
        }
    }

    @Test
    void domainsBeyondTheBoundAreTheRest() {
        var host = empty();
        for (int i = 1; i <= 40; i++) {
            defer(host, i, i, "a@d" + i + ".example", "b@common.example", "c@common.example");
        }
        var scanner = scanner(host, USUAL, new ScanLimits(200, 10, 100, 21, 5));
        var destinations = destinations(scanner.tick());
        assertEquals(21, destinations.count());
        assertEquals(5, destinations.rows().size());
        assertEquals("common.example", destinations.rows().getFirst().name());
        assertEquals(80, destinations.rows().getFirst().recipients());
        assertEquals(new QueueLevels.Rest(36, 36), destinations.rest());
    }

    @Test
    void aMessageForManyDomainsKeepsABoundedNumber() {
        var host = empty();
        var recipients = new String[200];
        for (int i = 0; i < recipients.length; i++) {
            recipients[i] = "a@d" + i + ".example";
        }
        defer(host, 1, 1, recipients);
        var destinations = destinations(scanner(host, USUAL, ScanLimits.USUAL).tick());
        assertEquals(Shares.MOST_PARTS - 1, destinations.count());
        long told = destinations.rows().stream().mapToLong(row -> row.recipients()).sum();
        assertEquals(200, told + destinations.rest().recipients());
    }

    @Test
    void overdueIsWhatCouldHaveBeenTried() {
        var host = empty();
        defer(host, 1, 10, "a@x.example");
        var scanner = scanner(host, USUAL, ScanLimits.USUAL);
        var due = host.now().plusSeconds(300);
        scanner.tick();
        host.pass(Duration.ofSeconds(299));
        assertEquals(0L, level(scanner.tick(), PostfixQueue.DEFERRED).overdue());
        host.pass(Duration.ofSeconds(1));
        var level = level(scanner.tick(), PostfixQueue.DEFERRED);
        assertEquals(1L, level.overdue());
        assertEquals(Instant.ofEpochSecond(due.getEpochSecond()), level.nextRetry());
    }

    @Test
    void namesThatAreNoIdsAreNoMessages() {
        var host = empty();
        host.write("/spool/incoming/123456.789", new byte[0], host.now());
        host.write("/spool/hold/README", new byte[3], host.now());
        host.write("/spool/corrupt/AB12C34", new byte[3], host.now());
        var levels = scanner(host, USUAL, ScanLimits.USUAL).tick();
        assertEquals(0, level(levels, PostfixQueue.INCOMING).messages());
        assertEquals(0, level(levels, PostfixQueue.HOLD).messages());
        assertEquals(1L, levels.corrupt());
    }
}

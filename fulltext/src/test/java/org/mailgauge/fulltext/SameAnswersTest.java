package org.mailgauge.fulltext;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.host.HostTasks;
import org.mailgauge.imap.SearchKey;
import org.mailgauge.mailaccess.GeneratedKeys;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.search.EnvelopeText;
import org.mailgauge.search.TextKey;
import org.mailgauge.store.FlagChange;
import org.mailgauge.store.Flags;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Searches find the same with the index as without, whatever state it is in. */
@Execution(ExecutionMode.CONCURRENT)
class SameAnswersTest {
    @TempDir private Path folder = Path.of("");
    private Scene scene;

    @BeforeEach
    void begin() throws IOException {
        scene = new Scene(folder);
    }

    @AfterEach
    void end() throws IOException {
        scene.close();
    }

    private void same(MailboxStore box, int keys, long seed) throws IOException {
        var random = new Random(seed);
        for (int round = 0; round < keys; round++) {
            var inner = GeneratedKeys.key(random, 3);
            var key = round % 3 == 0 ? new SearchKey.Fuzzy(inner) : inner;
            assertEquals(scene.truth(box, key), scene.found(box, key), key::toString);
        }
    }

    private void same(int keys, long seed) throws IOException {
        for (var info : scene.account().mailboxes()) {
            same(scene.account().mailbox(info.id()).orElseThrow(), keys, seed);
        }
    }

    @Test
    @DisplayName("before it is made, when it is whole, and with messages that it does not know yet")
    void whileItGrows() throws IOException {
        var random = new Random(1);
        scene.fill(scene.inbox(), 80, random);
        same(50, 2);
        scene.catchUp();
        same(250, 3);
        assertEquals(80, scene.figure("search_index_messages_total"));
        assertTrue(scene.figure("search_index_searches_total") > 100, "it was not asked");
        scene.fill(scene.inbox(), 40, random);
        same(100, 4);
        scene.catchUp();
        same(100, 5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    @DisplayName("when it was interrupted, in this process and after another start")
    void half(int batches) throws Exception {
        scene.fill(scene.inbox(), 150, new Random(6));
        scene.fill(scene.make("Other"), 50, new Random(7));
        interrupted(batches);
        same(100, 8);
        scene.restart();
        same(100, 9);
        scene.catchUp();
        same(100, 10);
    }

    /** Indexes so many batches. */
    private void interrupted(int batches) throws Exception {
        int[] left = {batches};
        var pace =
                new CatchUp.Pace() {
                    @Override
                    public boolean goesOn() {
                        return left[0] > 0;
                    }

                    @Override
                    public void rest(int messages, int added) {
                        left[0]--;
                    }
                };
        var at = IndexFolder.of(scene.disk, folder, Scene.FOLDER, Scene.ANNA);
        try (var directory = at.directory();
                var catching = CatchUp.open(directory, scene.account(), pace)) {
            boolean whole = catching.run();
            assertEquals(batches > 3, whole);
        }
    }

    @Test
    @DisplayName("after what users do to messages and mailboxes, between turns of the index")
    void afterChanges() throws IOException {
        var random = new Random(11);
        scene.fill(scene.inbox(), 100, random);
        scene.make("A");
        scene.make("B");
        for (int round = 0; round < 40; round++) {
            change(random);
            if (random.nextInt(4) == 0) {
                scene.catchUp();
            }
            if (random.nextInt(12) == 0) {
                scene.restart();
            }
            same(6, random.nextLong());
        }
        scene.catchUp();
        same(100, 12);
    }

    private void change(Random random) throws IOException {
        var boxes = scene.account().mailboxes();
        var info = boxes.get(random.nextInt(boxes.size()));
        var other = boxes.get(random.nextInt(boxes.size()));
        var box = scene.account().mailbox(info.id()).orElseThrow();
        long from = 1L + random.nextInt(150);
        var some = UidSet.range(from, from + random.nextInt(40));
        switch (random.nextInt(8)) {
            case 0 -> scene.fill(box, random.nextInt(20) + 1, random);
            case 1 -> box.copy(some, other.name());
            case 2, 3 -> box.move(some, other.name());
            case 4 -> box.remove(some);
            case 5 ->
                    box.change(
                            some,
                            new FlagChange(
                                    FlagChange.Kind.ADD,
                                    Flags.of(SystemFlag.SEEN),
                                    FlagChange.ALWAYS));
            case 6 -> undelete(other.name(), random);
            default -> rename(info.name(), random);
        }
    }

    private void undelete(MailboxName to, Random random) throws IOException {
        var retained = scene.account().retained(Instant.EPOCH, 1 + random.nextInt(20));
        if (!retained.isEmpty()) {
            scene.account().undelete(retained.stream().map(one -> one.key()).toList(), to);
        }
    }

    private void rename(MailboxName name, Random random) throws IOException {
        if (!name.equals(MailboxName.INBOX)) {
            scene.account().rename(name, MailboxName.of("R" + random.nextInt(1_000)).orElseThrow());
        }
    }

    @Test
    @DisplayName("what is gone leaves the index, what was moved meanwhile or is undeleted is found")
    void prunes() throws IOException {
        var inbox = scene.inbox();
        scene.fill(inbox, 1_500, new Random(13));
        scene.catchUp();
        inbox.remove(UidSet.range(101, 1_500));
        scene.catchUp();
        scene.catchUp();
        same(100, 14);
        scene.fill(inbox, 1, new Random(15));
        scene.catchUp();
        var retained = scene.account().retained(Instant.EPOCH, 50);
        scene.account()
                .undelete(retained.stream().map(one -> one.key()).toList(), MailboxName.INBOX);
        same(100, 16);
        scene.catchUp();
        same(100, 17);
        assertTrue(
                scene.figure("search_index_messages_total") > 1_501,
                "what was undeleted was still in the index: nothing was forgotten");
    }

    @Test
    @DisplayName("whatever is damaged in its files, now or before a start")
    void damaged() throws IOException {
        scene.fill(scene.inbox(), 100, new Random(18));
        scene.catchUp();
        var random = new Random(19);
        var at = Scene.FOLDER + "/" + IndexFolder.name(Scene.ANNA);
        for (int round = 0; round < 24; round++) {
            scene.index.close();
            damage(at, random);
            scene.restart();
            same(6, random.nextLong());
            scene.catchUp();
            same(6, random.nextLong());
            scene.index.worker().sweep();
            scene.catchUp();
            same(6, random.nextLong());
        }
        assertTrue(scene.figure("search_index_messages_total") >= 0, "it works still");
    }

    @Test
    @DisplayName("when the process ended amid a turn, whenever that was")
    void killed() throws Exception {
        var random = new Random(20);
        var at = Scene.FOLDER + "/" + IndexFolder.name(Scene.ANNA);
        for (int kill = 0; kill < 5; kill++) {
            scene.fill(scene.inbox(), 130, random);
            var files = filesAmid(kill % 3);
            scene.index.close();
            for (var file : scene.disk.list(at)) {
                scene.disk.delete(at + "/" + file);
            }
            for (var file : files.entrySet()) {
                try (var open = scene.disk.create(at + "/" + file.getKey())) {
                    open.write(0, ByteBuffer.wrap(file.getValue()));
                }
            }
            scene.restart();
            same(8, random.nextLong());
            scene.catchUp();
            same(8, random.nextLong());
        }
        assertEquals(0, scene.figure("search_index_rebuilds_total"));
    }

    /** What its folder holds after so many batches of a turn that goes on. */
    private Map<String, byte[]> filesAmid(int batches) throws Exception {
        var files = new HashMap<String, byte[]>();
        int[] left = {batches};
        var at = IndexFolder.of(scene.disk, folder, Scene.FOLDER, Scene.ANNA);
        var pace =
                new CatchUp.Pace() {
                    @Override
                    public boolean goesOn() {
                        return true;
                    }

                    @Override
                    public void rest(int messages, int added) {
                        if (left[0]-- == 0) {
                            try {
                                files.putAll(read(at));
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            }
                        }
                    }
                };
        try (var directory = at.directory();
                var catching = CatchUp.open(directory, scene.account(), pace)) {
            catching.run();
        }
        return files;
    }

    private Map<String, byte[]> read(IndexFolder at) throws IOException {
        var files = new HashMap<String, byte[]>();
        var path = at.above() + "/" + at.name();
        for (var name : scene.disk.list(path)) {
            try (var open = scene.disk.open(path + "/" + name)) {
                var octets = ByteBuffer.allocate((int) open.size());
                open.read(0, octets);
                files.put(name, octets.array());
            }
        }
        return files;
    }

    @Test
    @Timeout(120)
    @DisplayName("while its worker works beside two who search")
    void atOnce() throws Exception {
        scene.fill(scene.inbox(), 400, new Random(21));
        var keys = new ArrayList<SearchKey>();
        var random = new Random(22);
        for (int i = 0; i < 30; i++) {
            keys.add(GeneratedKeys.key(random, 3));
        }
        var truths = new ArrayList<UidSet>();
        for (var key : keys) {
            truths.add(scene.truth(scene.inbox(), key));
        }
        scene.index.close();
        try (var tasks = new HostTasks(2);
                var searchers = Executors.newFixedThreadPool(2)) {
            scene.index = scene.open(tasks);
            var all = new ArrayList<Future<?>>();
            for (int n = 0; n < 2; n++) {
                all.add(searchers.submit(() -> searchUntilIndexed(keys, truths)));
            }
            for (var one : all) {
                one.get();
            }
            scene.index.close();
        }
    }

    private Void searchUntilIndexed(List<SearchKey> keys, List<UidSet> truths) throws IOException {
        boolean last;
        do {
            last = scene.figure("search_index_messages_total") >= 400;
            for (int i = 0; i < keys.size(); i++) {
                var key = keys.get(i);
                assertEquals(truths.get(i), scene.foundBeside(scene.inbox(), key), key::toString);
            }
        } while (!last);
        return null;
    }

    private void damage(String at, Random random) throws IOException {
        var files = scene.disk.list(at);
        if (files.isEmpty()) {
            return;
        }
        var file = at + "/" + files.get(random.nextInt(files.size()));
        switch (random.nextInt(3)) {
            case 0 -> scene.disk.delete(file);
            case 1 -> {
                try (var open = scene.disk.open(file)) {
                    open.truncate(random.nextLong(open.size() + 1));
                }
            }
            default -> {
                try (var open = scene.disk.open(file)) {
                    var octet = ByteBuffer.wrap(new byte[] {(byte) random.nextInt(256)});
                    open.write(random.nextLong(Math.max(1, open.size())), octet);
                }
            }
        }
    }

    @Test
    @DisplayName("texts of one or two letters, and such as are cut from words")
    void shortTexts() throws IOException {
        var contents = new ArrayList<String>();
        for (int i = 0; i < 200; i++) {
            contents.add(
                    "Subject: n"
                            + i
                            + "\r\n\r\nab"
                            + i
                            + " cdefgh ij.kl "
                            + (i % 7 == 0 ? "xyz" : ""));
        }
        scene.append(scene.inbox(), contents.toArray(String[]::new));
        scene.catchUp();
        for (var text :
                List.of(
                        "a", "ab1", "b19", "efg", "ij.k", "j.kl", "l x", "xyz", "yz", "def",
                        "h i")) {
            var key = new SearchKey.Body(text);
            assertEquals(scene.truth(scene.inbox(), key), scene.found(scene.inbox(), key), text);
        }
        assertEquals(29, scene.left(scene.inbox(), new TextKey.Body("xyz")));
        assertEquals(29, scene.left(scene.inbox(), new TextKey.Body("kl xy")));
        assertEquals(0, scene.left(scene.inbox(), new TextKey.Body("yzz")));
        assertEquals(
                1,
                scene.left(
                        scene.inbox(), new TextKey.Enveloped(EnvelopeText.Field.SUBJECT, "N123")));
    }
}

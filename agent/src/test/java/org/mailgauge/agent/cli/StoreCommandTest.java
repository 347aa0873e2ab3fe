package org.mailgauge.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.host.HostDisk;
import org.mailgauge.host.HostEntropy;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.sqlite.SqliteMailStore;
import org.mailgauge.store.sqlite.StoreEvents;
import org.mailgauge.store.sqlite.StoreSettings;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The offline commands over a mail store. */
class StoreCommandTest {
    private static final AccountName ANNE = new AccountName("anne@example.org");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private final StringWriter out = new StringWriter();

    private static final class Silent implements StoreEvents {
        @Override
        public void rebuilt(int shard, String why, long records) {
            // Not asked.
        }

        @Override
        public void renewed(int shard, int mailboxes) {
            // Not asked.
        }

        @Override
        public void damaged(Damage damage) {
            throw new AssertionError(damage);
        }

        @Override
        public void failed(String what, Exception why) {
            throw new AssertionError(what, why);
        }
    }

    @BeforeEach
    void fill() throws IOException {
        var data = folder.resolve("data");
        Files.createDirectories(data.resolve("queue/segments"));
        Files.writeString(
                folder.resolve("m.yaml"),
                "hostname: mx.a.test\ndata-dir: " + data + "\nlisten: {http: \"off\"}\n");
        try (var time = new HostTime();
                var tasks = new HostTasks(1);
                var store =
                        new SqliteMailStore(
                                HostDisk.at(data),
                                data,
                                "store",
                                time,
                                tasks,
                                new HostEntropy(),
                                StoreSettings.DEFAULT,
                                new Silent())) {
            assertTrue(store.create(ANNE).done().isPresent());
        }
    }

    private int run(String... args) {
        out.getBuffer().setLength(0);
        var all = new String[args.length + 2];
        System.arraycopy(args, 0, all, 0, args.length);
        all[args.length] = "--config";
        all[args.length + 1] = folder.resolve("m.yaml").toString();
        return new Cli(new NoServer(), new PrintWriter(out), new PrintWriter(out)).run(all);
    }

    @Test
    void aGoodStoreIsGood() {
        assertEquals(0, run("store", "verify"), out::toString);
        assertTrue(out.toString().contains("good"), out::toString);
    }

    @Test
    void damageIsFoundAndNothingIsChangedByLooking() throws IOException {
        var segment = segment();
        var octets = Files.readAllBytes(segment);
        int at = new String(octets, StandardCharsets.ISO_8859_1).lastIndexOf("INBOX");
        octets[at] ^= 1;
        Files.write(segment, octets);
        assertEquals(65, run("store", "verify", "--json"), out::toString);
        assertTrue(out.toString().contains("false"), out::toString);
        assertEquals(-1, java.util.Arrays.mismatch(octets, Files.readAllBytes(segment)));
    }

    @Test
    void rebuiltStoreIsGood() {
        assertEquals(0, run("store", "rebuild"), out::toString);
        assertTrue(out.toString().contains("rebuilt"), out::toString);
        assertEquals(0, run("store", "verify"), out::toString);
        assertTrue(Files.exists(index("old-index.sqlite")));
    }

    private Path index(String name) {
        var one = folder.resolve("data/store/0").resolve(name);
        return Files.exists(one) ? one : folder.resolve("data/store/1").resolve(name);
    }

    @Test
    void scribbledIndexIsDamage() throws IOException {
        Files.write(folder.resolve("data/store/0/index.sqlite"), new byte[9000]);
        assertEquals(65, run("store", "verify"), out::toString);
        assertTrue(out.toString().contains("damage: store/0/index.sqlite"), out::toString);
    }

    private Path segment() {
        var one = folder.resolve("data/store/0/log/0000000000000001");
        return Files.exists(one) ? one : folder.resolve("data/store/1/log/0000000000000001");
    }
}

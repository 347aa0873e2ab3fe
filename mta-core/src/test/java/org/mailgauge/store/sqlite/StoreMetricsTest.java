package org.mailgauge.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.observe.Distribution;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.Flags;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.NewMessage;
import org.mailgauge.testing.MemoryContent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What the store says of itself is what was done to it. */
class StoreMetricsTest {
    private static final AccountName ANNE = new AccountName("anne@x.test");
    private static final int MESSAGES = 3;

    @TempDir private Path folder;

    private static Map<String, Double> values(SqliteMailStore store) {
        var values = new HashMap<String, Double>();
        store.read(values::put);
        return values;
    }

    private static Map<String, Distribution> distributions(SqliteMailStore store) {
        var all = new HashMap<String, Distribution>();
        store.distributions(one -> all.put(one.name(), one));
        return all;
    }

    @Test
    void groupsContentsAndViews() throws IOException {
        try (var time = new HostTime();
                var tasks = new HostTasks(2);
                var store =
                        Stores.open(
                                folder, time, tasks, Stores.small(1 << 16, 1 << 14), new Told())) {
            assertTrue(store.create(ANNE).done().isPresent());
            var account = store.account(ANNE).orElseThrow();
            for (int i = 0; i < MESSAGES; i++) {
                var text = ("Subject: " + i + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
                var message = new NewMessage(new MemoryContent(text), Flags.NONE, Instant.EPOCH);
                assertTrue(account.deliver(null, MailboxName.INBOX, message).done().isPresent());
            }
            assertFalse(values(store).containsKey("store_contents"), "not counted yet");
            store.keepHouse();
            var values = values(store);
            assertEquals(MESSAGES, values.get("store_contents"));
            assertEquals(0, values.get("store_views"));
            var flush = distributions(store).get("store_flush_duration_seconds");
            var sizes = distributions(store).get("store_group_size_changes");
            assertEquals(values.get("store_groups_total"), (double) requireNonNull(flush).count());
            assertEquals(values.get("store_changes_total"), requireNonNull(sizes).sum());
            assertTrue(flush.count() > MESSAGES, "each waited for its group");
            var inbox = account.mailbox(MailboxName.INBOX).orElseThrow();
            try (var view =
                    inbox.open(MailboxStore.Mode.READ_ONLY, () -> {}).done().orElseThrow()) {
                assertEquals(MESSAGES, view.messages());
                assertEquals(1, values(store).get("store_views"));
                assertEquals(MESSAGES, values(store).get("store_view_cache_messages"));
                assertEquals(42 * MESSAGES, values(store).get("store_view_cache_bytes"));
            }
            assertEquals(0, values(store).get("store_views"));
        }
    }
}

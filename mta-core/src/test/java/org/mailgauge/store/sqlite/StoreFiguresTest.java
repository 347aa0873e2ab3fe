package org.mailgauge.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.Quota;
import org.mailgauge.store.Refusal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What a store shows of itself. */
class StoreFiguresTest {
    private static final AccountName ANNE = new AccountName("anne@example.org");

    @TempDir Path folder;

    private static Map<String, Double> figures(SqliteMailStore store) {
        var all = new HashMap<String, Double>();
        store.read(all::put);
        return all;
    }

    @Test
    void fullAccountsAreCounted() throws IOException, InterruptedException {
        try (var time = new HostTime();
                var tasks = new HostTasks(1);
                var store =
                        Stores.open(folder, time, tasks, Stores.small(40_000, 3000), new Told())) {
            store.create(ANNE);
            store.create(new AccountName("bob@example.org"));
            var anne = store.account(ANNE).orElseThrow();
            assertTrue(anne.limit(new Quota(5, Quota.UNLIMITED)).done().isPresent());
            var inbox = MailboxName.INBOX;
            assertTrue(anne.deliver(null, inbox, RebuildTest.message("12345")).done().isPresent());
            for (int i = 0; i < 2; i++) {
                var refused = anne.deliver(null, inbox, RebuildTest.message("6"));
                assertInstanceOf(Refusal.OverQuota.class, ((Outcome.Refused<?>) refused).why());
            }
            assertEquals(2.0, figures(store).get("store_over_quota_deliveries_total"));
            store.countAccounts();
            assertEquals(2.0, figures(store).get("store_accounts"));
            assertEquals(1.0, figures(store).get("store_accounts_near_quota"));
            long hold =
                    store.hold().take(Duration.ofMinutes(1), Duration.ofMinutes(1)).orElseThrow();
            assertEquals(1.0, figures(store).get("store_backup_running"));
            store.hold().release(hold);
            assertEquals(0.0, figures(store).get("store_backup_running"));
            assertEquals(1.0, figures(store).get("store_backups_total"));
        }
    }
}

import org.mailgauge.host.HostDisk;
import org.mailgauge.host.HostEntropy;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.queue.Content;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.Flags;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.NewMessage;
import org.mailgauge.store.log.LogListener;
import org.mailgauge.store.sqlite.SqliteMailStore;
import org.mailgauge.store.sqlite.StoreEvents;
import org.mailgauge.store.sqlite.StoreSettings;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Set;

/**
 * Fills the mailboxes of one account of a server that is stopped: INBOX, and mailboxes f01, f02 and
 * so on, with small messages, 500 in a group.
 *
 * <p>java -cp 'agent/target/lib/*' bench/drivers/FillStore.java DATA-DIR ACCOUNT INBOX-MESSAGES
 * FOLDERS MESSAGES-EACH
 */
final class FillStore {
    private static final int GROUP = 500;

    private record Octets(byte[] all) implements Content {
        @Override
        public long octets() {
            return all.length;
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) {
            if (position >= all.length) {
                return -1;
            }
            int part = (int) Math.min(length, all.length - position);
            System.arraycopy(all, (int) position, into, offset, part);
            return part;
        }
    }

    private static NewMessage message(String mailbox, int number) {
        var text =
                """
                From: Bench <bench@client.example>
                To: user@sink.example
                Date: Mon, 01 Jan 2024 00:00:00 +0000
                Subject: message %1$d in %2$s
                Message-ID: <%1$d.%2$s@client.example>

                The text of message %1$d.
                """
                        .formatted(number, mailbox)
                        .replace("\n", "\r\n");
        var content = new Octets(text.getBytes(StandardCharsets.US_ASCII));
        return new NewMessage(content, Flags.NONE, new HostTime().wall());
    }

    private static void fill(MailboxStore mailbox, String name, int messages) throws IOException {
        for (int done = 0; done < messages; ) {
            var group = new ArrayList<NewMessage>();
            while (group.size() < GROUP && done < messages) {
                group.add(message(name, ++done));
            }
            mailbox.append(group).done().orElseThrow();
        }
    }

    /** Nothing is to happen that they tell of. */
    private static StoreEvents events() {
        return (StoreEvents)
                Proxy.newProxyInstance(
                        FillStore.class.getClassLoader(),
                        new Class<?>[] {StoreEvents.class, LogListener.class},
                        (_, method, _) -> {
                            System.err.println(method.getName());
                            return null;
                        });
    }

    public static void main(String[] args) throws IOException {
        var root = Path.of(args[0]);
        var account = new AccountName(args[1]);
        try (var tasks = new HostTasks(2);
                var store =
                        new SqliteMailStore(
                                HostDisk.at(root),
                                root,
                                "store",
                                new HostTime(),
                                tasks,
                                new HostEntropy(),
                                StoreSettings.DEFAULT,
                                events())) {
            if (store.account(account).isEmpty()) {
                store.create(account).done().orElseThrow();
            }
            var its = store.account(account).orElseThrow();
            fill(its.mailbox(MailboxName.INBOX).orElseThrow(), "INBOX", Integer.parseInt(args[2]));
            for (int i = 1; i <= Integer.parseInt(args[3]); i++) {
                var name = "f%02d".formatted(i);
                its.create(MailboxName.of(name).orElseThrow(), Set.of()).done().orElseThrow();
                fill(
                        its.mailbox(MailboxName.of(name).orElseThrow()).orElseThrow(),
                        name,
                        Integer.parseInt(args[4]));
            }
        }
    }
}

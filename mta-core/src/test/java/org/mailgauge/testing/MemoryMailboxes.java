package org.mailgauge.testing;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.deliver.Mailboxes;
import org.mailgauge.queue.Content;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Mailboxes in memory: an account is a whole address, case aside; the key of a delivery is looked
 * at. What they answer can be set. Safe for use by any thread.
 */
public final class MemoryMailboxes implements Mailboxes {
    private final Map<String, List<Mail>> accounts = new HashMap<>();
    private final Map<String, Long> quotas = new HashMap<>();
    private final Set<String> keys = new HashSet<>();
    private boolean overQuotaForGood;
    private boolean unreadable;
    private @Nullable Result trouble;
    private boolean lostAfterwards;

    /** A message in a mailbox. */
    public record Mail(String from, String text, @Nullable Key key) {}

    public MemoryMailboxes(String... addresses) {
        for (var address : addresses) {
            accounts.put(address, new ArrayList<>());
        }
    }

    /** The account has room for so many octets in all. */
    public synchronized MemoryMailboxes quota(String address, long octets) {
        quotas.put(address, octets);
        return this;
    }

    /** Whether senders hear of a full mailbox at once. */
    public synchronized void overQuotaForGood(boolean how) {
        overQuotaForGood = how;
    }

    /** Whether nobody can say which accounts there are. */
    public synchronized void unreadable(boolean how) {
        unreadable = how;
    }

    /** What every delivery ends with from now on; null for what is true. */
    public synchronized void trouble(@Nullable Result result) {
        trouble = result;
    }

    /** Whether deliveries are stored, and end with a defect then. */
    public synchronized void lostAfterwards(boolean how) {
        lostAfterwards = how;
    }

    public synchronized void remove(String address) {
        accounts.remove(address);
    }

    /** What an account has, in order of arrival. */
    public synchronized List<Mail> of(String address) {
        return List.copyOf(accounts.getOrDefault(address, List.of()));
    }

    /** Messages in all mailboxes. */
    public synchronized int messages() {
        return accounts.values().stream().mapToInt(List::size).sum();
    }

    @Override
    public synchronized Answer find(ForwardPath to) {
        if (unreadable) {
            return new Answer.Unreadable("no disk");
        }
        return accounts.containsKey(name(to)) ? new Answer.Known() : new Answer.Unknown();
    }

    private static String name(ForwardPath to) {
        return to.toString().toLowerCase(Locale.ROOT);
    }

    @Override
    public Result deliver(Delivery delivery) {
        String text;
        try {
            text = read(delivery.content());
        } catch (IOException failed) {
            return new Result.Failed("content: " + failed.getMessage());
        }
        return store(delivery, text);
    }

    private synchronized Result store(Delivery delivery, String text) {
        var name = name(delivery.to());
        var mailbox = accounts.get(name);
        if (trouble != null) {
            return trouble;
        }
        if (mailbox == null) {
            return new Result.NoSuchRecipient();
        }
        var key = delivery.key();
        if (key != null && keys.contains(name + key)) {
            return new Result.Stored("INBOX", true);
        }
        long used = mailbox.stream().mapToLong(mail -> mail.text().length()).sum();
        if (used + text.length() > quotas.getOrDefault(name, Long.MAX_VALUE)) {
            return new Result.OverQuota(overQuotaForGood);
        }
        if (key != null) {
            keys.add(name + key);
        }
        mailbox.add(new Mail(delivery.from().toString(), text, key));
        if (lostAfterwards) {
            throw new IllegalStateException("lost after it was stored");
        }
        return new Result.Stored("INBOX/" + mailbox.size(), false);
    }

    private static String read(Content content) throws IOException {
        var text = new StringBuilder();
        var piece = new byte[777];
        for (long at = 0; at < content.octets(); ) {
            int count = content.read(at, piece, 0, piece.length);
            if (count < 0) {
                throw new IOException("ends after " + at + " octets");
            }
            text.append(new String(piece, 0, count, StandardCharsets.ISO_8859_1));
            at += count;
        }
        return text.toString();
    }
}

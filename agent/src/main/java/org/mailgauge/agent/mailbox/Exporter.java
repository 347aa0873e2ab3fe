package org.mailgauge.agent.mailbox;

import org.jspecify.annotations.Nullable;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.MailboxName;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Locale;

/**
 * Writes mailboxes to new files and folders; nothing that is there is overwritten. What it writes
 * is for the owner alone, as far as the process's umask says so.
 */
public final class Exporter {
    private final MailAccess mail;
    private final Format format;

    /**
     * What was written.
     *
     * @param lostKeywords keywords of messages that the format had no room for
     */
    public record Written(long mailboxes, long messages, long octets, long lostKeywords) {
        Written plus(Written more) {
            return new Written(
                    mailboxes + more.mailboxes,
                    messages + more.messages,
                    octets + more.octets,
                    lostKeywords + more.lostKeywords);
        }
    }

    public Exporter(MailAccess mail, Format format) {
        this.mail = mail;
        this.format = format;
    }

    /**
     * Exports one mailbox to a path, or all below it.
     *
     * @param mailbox null for all
     */
    public Written export(AccountName account, @Nullable MailboxName mailbox, Path to)
            throws IOException {
        if (mailbox != null) {
            return one(account, mailbox, to);
        }
        var folders = mail.folders(account);
        makeNew(to);
        var all = new Written(0, 0, 0, 0);
        for (var folder : folders) {
            all = all.plus(one(account, folder.name(), to.resolve(file(folder.name()))));
        }
        return all;
    }

    private String file(MailboxName name) {
        var encoded = FolderNames.encode(name);
        return switch (format) {
            case MAILDIR -> "." + encoded;
            case MBOX -> encoded + ".mbox";
            case EML -> encoded;
        };
    }

    private Written one(AccountName account, MailboxName mailbox, Path to) throws IOException {
        if (Files.exists(to)) {
            throw new FileAlreadyExistsException(to.toString());
        }
        return format == Format.MBOX ? mbox(account, mailbox, to) : files(account, mailbox, to);
    }

    private Written mbox(AccountName account, MailboxName mailbox, Path to) throws IOException {
        long[] count = new long[2];
        try (var writer = new MboxWriter(Files.newOutputStream(to))) {
            mail.read(
                    account,
                    mailbox,
                    (item, content) -> {
                        writer.write(item.flags(), item.internalDate(), content);
                        count[0]++;
                        count[1] += item.octets();
                    });
        }
        return new Written(1, count[0], count[1], 0);
    }

    private Written files(AccountName account, MailboxName mailbox, Path to) throws IOException {
        makeNew(to);
        var messages = to;
        if (format == Format.MAILDIR) {
            messages = to.resolve("cur");
            for (var part : List.of("cur", "new", "tmp")) {
                Files.createDirectory(to.resolve(part));
            }
        }
        var letters = new Letters();
        var folder = messages;
        long[] count = new long[2];
        mail.read(
                account,
                mailbox,
                (item, content) -> {
                    write(folder.resolve(name(item, letters.of(item.flags()))), item, content);
                    count[0]++;
                    count[1] += item.octets();
                });
        if (!letters.lines().isEmpty()) {
            Files.write(to.resolve(Letters.FILE), letters.lines());
        }
        return new Written(1, count[0], count[1], letters.lost());
    }

    /** In the order of UIDs when sorted; the date is the file's. */
    private String name(MailAccess.Item item, String letters) {
        return format == Format.EML
                ? String.format(Locale.ROOT, "%010d,%s.eml", item.uid(), letters)
                : String.format(
                        Locale.ROOT,
                        "%010d.mailgauge,S=%d:2,%s",
                        item.uid(),
                        item.octets(),
                        letters);
    }

    private static void write(Path file, MailAccess.Item item, InputStream content)
            throws IOException {
        try (var out = new BufferedOutputStream(Files.newOutputStream(file), 64 << 10)) {
            content.transferTo(out);
        }
        Files.setLastModifiedTime(file, FileTime.from(item.internalDate()));
    }

    private static void makeNew(Path folder) throws IOException {
        if (Files.exists(folder)) {
            throw new FileAlreadyExistsException(folder.toString());
        }
        Files.createDirectories(folder);
    }
}

package org.mailgauge.agent.mailbox;

import org.jspecify.annotations.Nullable;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.Flags;
import org.mailgauge.store.MailboxName;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Appends mail from files to mailboxes, which are made when they are not there. Changes no file,
 * and follows no symbolic link below the path that it is given.
 */
public final class Importer {
    private final MailAccess mail;
    private final Format format;

    /** What was read. */
    public record Taken(long mailboxes, long messages, List<String> passedOver) {
        public Taken {
            passedOver = List.copyOf(passedOver);
        }
    }

    public Importer(MailAccess mail, Format format) {
        this.mail = mail;
        this.format = format;
    }

    /**
     * Imports a path into one mailbox, or all that is below it.
     *
     * @param mailbox null for those that the names of files and folders say
     */
    public Taken take(AccountName account, @Nullable MailboxName mailbox, Path from)
            throws IOException {
        if (!Files.exists(from)) {
            throw new NoSuchFileException(from.toString());
        }
        if (mailbox != null) {
            return new Taken(1, one(account, mailbox, from), List.of());
        }
        var passedOver = new ArrayList<String>();
        long mailboxes = 0;
        long messages = 0;
        for (var path : sorted(from)) {
            var name = name(path);
            if (name.isEmpty()) {
                passedOver.add(path.getFileName().toString());
                continue;
            }
            messages += one(account, name.get(), path);
            mailboxes++;
        }
        if (format == Format.MAILDIR && Files.isDirectory(from.resolve("cur"))) {
            passedOver.removeAll(List.of("cur", "new", "tmp"));
            messages += one(account, MailboxName.INBOX, from);
            mailboxes++;
        }
        return new Taken(mailboxes, messages, passedOver);
    }

    /** The mailbox that a file or folder is of, when it is of one. */
    private Optional<MailboxName> name(Path path) {
        var file = path.getFileName().toString();
        boolean folder = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
        return switch (format) {
            case MAILDIR ->
                    folder && file.startsWith(".")
                            ? FolderNames.decode(file.substring(1))
                            : Optional.empty();
            case MBOX ->
                    file.endsWith(".mbox") && isFile(path)
                            ? FolderNames.decode(file.substring(0, file.length() - 5))
                            : Optional.empty();
            case EML -> folder ? FolderNames.decode(file) : Optional.empty();
        };
    }

    private static boolean isFile(Path path) {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.sorted(Comparator.comparing(path -> path.getFileName().toString()))
                    .toList();
        }
    }

    private long one(AccountName account, MailboxName mailbox, Path from) throws IOException {
        mail.make(account, mailbox);
        return switch (format) {
            case MBOX -> mbox(account, mailbox, from);
            case MAILDIR -> maildir(account, mailbox, from);
            case EML ->
                    Files.isDirectory(from)
                            ? files(account, mailbox, from, letters(from))
                            : file(account, mailbox, from, Flags.NONE);
        };
    }

    private long mbox(AccountName account, MailboxName mailbox, Path from) throws IOException {
        long messages = 0;
        var fallback = Files.getLastModifiedTime(from).toInstant();
        try (var reader = new MboxReader(Files.newInputStream(from), fallback)) {
            for (var entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                var message = entry.get();
                mail.append(
                        account,
                        mailbox,
                        message.flags(),
                        message.internalDate(),
                        message.content());
                message.content().skip(Long.MAX_VALUE);
                messages++;
            }
        }
        return messages;
    }

    private long maildir(AccountName account, MailboxName mailbox, Path from) throws IOException {
        if (!Files.isDirectory(from.resolve("cur"))) {
            throw new IOException("no Maildir: " + from + " has no folder cur");
        }
        var letters = letters(from);
        long messages = 0;
        for (var part : List.of("cur", "new")) {
            if (Files.isDirectory(from.resolve(part))) {
                messages += files(account, mailbox, from.resolve(part), letters);
            }
        }
        return messages;
    }

    private static Letters letters(Path folder) throws IOException {
        var file = folder.resolve(Letters.FILE);
        return isFile(file)
                ? Letters.of(Files.readAllLines(file, StandardCharsets.US_ASCII))
                : new Letters();
    }

    private long files(AccountName account, MailboxName mailbox, Path folder, Letters letters)
            throws IOException {
        long messages = 0;
        for (var path : sorted(folder)) {
            var file = path.getFileName().toString();
            boolean isMessage =
                    format == Format.EML
                            ? file.toLowerCase(Locale.ROOT).endsWith(".eml")
                            : !file.startsWith(".");
            if (isMessage && isFile(path)) {
                messages += file(account, mailbox, path, letters.flags(suffix(file)));
            }
        }
        return messages;
    }

    /** The letters in a file's name. */
    private String suffix(String file) {
        if (format == Format.MAILDIR) {
            int at = file.lastIndexOf(":2,");
            return at < 0 ? "" : file.substring(at + 3);
        }
        var stem = file.substring(0, file.length() - ".eml".length());
        int comma = stem.lastIndexOf(',');
        boolean ours = comma > 0 && stem.substring(0, comma).chars().allMatch(Character::isDigit);
        return ours ? stem.substring(comma + 1) : "";
    }

    private long file(AccountName account, MailboxName mailbox, Path path, Flags flags)
            throws IOException {
        var date = Files.getLastModifiedTime(path).toInstant();
        try (InputStream content =
                new WireLines(new BufferedInputStream(Files.newInputStream(path), 64 << 10))) {
            mail.append(account, mailbox, flags, date, content);
        }
        return 1;
    }
}

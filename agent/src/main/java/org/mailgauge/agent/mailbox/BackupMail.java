package org.mailgauge.agent.mailbox;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.backup.Backup;
import org.mailgauge.agent.backup.Manifest;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Entropy;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.Flags;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MessageKey;
import org.mailgauge.store.Quota;
import org.mailgauge.store.sqlite.StoreReader;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** The mail in a backup, which is only read. */
public final class BackupMail implements MailAccess {
    private final Disk disk;
    private final Path folder;
    private final Entropy entropy;

    /**
     * Of a whole backup.
     *
     * @param disk of its folder
     */
    public BackupMail(Disk disk, Path folder, Entropy entropy) throws IOException {
        Manifest.of(folder);
        this.disk = disk;
        this.folder = folder;
        this.entropy = entropy;
    }

    private StoreReader account(AccountName name) throws IOException {
        return StoreReader.of(disk, folder, Backup.STORE, entropy, name)
                .orElseThrow(() -> new RefusedException("the backup has no account " + name));
    }

    private static RefusedException readOnly() {
        return new RefusedException("a backup is only read: leave out --backup");
    }

    @Override
    public List<Folder> folders(AccountName account) throws IOException {
        try (var mail = account(account)) {
            return mail.boxes().stream()
                    .map(box -> new Folder(box.name(), box.messages(), box.unseen(), box.octets()))
                    .toList();
        }
    }

    @Override
    public void read(AccountName account, MailboxName mailbox, Taker taker) throws IOException {
        try (var mail = account(account)) {
            boolean there =
                    mail.visit(
                            mailbox,
                            (message, content) ->
                                    taker.take(
                                            new Item(
                                                    message.uid(),
                                                    message.flags(),
                                                    message.internalDate(),
                                                    message.octets()),
                                            new ContentInput(content)));
            if (!there) {
                throw new RefusedException(account + " has no mailbox " + mailbox);
            }
        }
    }

    @Override
    public List<Room> rooms(@Nullable AccountName account) throws IOException {
        if (account == null) {
            throw readOnly();
        }
        try (var mail = account(account)) {
            return List.of(new Room(account, mail.quota()));
        }
    }

    @Override
    public Room limit(AccountName account, Quota quota) throws IOException {
        throw readOnly();
    }

    @Override
    public void make(AccountName account, MailboxName mailbox) throws IOException {
        throw readOnly();
    }

    @Override
    public void append(
            AccountName account,
            MailboxName mailbox,
            Flags flags,
            Instant internalDate,
            InputStream content)
            throws IOException {
        throw readOnly();
    }

    @Override
    public List<Lost> lost(AccountName account, Instant since, int most) throws IOException {
        throw readOnly();
    }

    @Override
    public long undelete(AccountName account, List<MessageKey> messages, MailboxName into)
            throws IOException {
        throw readOnly();
    }
}

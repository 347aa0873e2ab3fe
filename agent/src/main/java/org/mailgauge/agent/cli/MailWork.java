package org.mailgauge.agent.cli;

import org.mailgauge.agent.backup.Manifest;
import org.mailgauge.agent.backup.NotWholeException;
import org.mailgauge.agent.mailbox.BackupMail;
import org.mailgauge.agent.mailbox.MailAccess;
import org.mailgauge.agent.mailbox.RefusedException;
import org.mailgauge.host.HostDisk;
import org.mailgauge.host.HostEntropy;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What a command does with the mail of accounts: through the running server, or in the data
 * directory, which is locked meanwhile, where none runs.
 */
interface MailWork {

    void on(MailAccess mail) throws IOException, Failure;

    /**
     * Does it.
     *
     * @param err is told what is wrong with configuration and store
     * @return the exit code
     */
    default int perform(MailgaugeCommand mailgauge, PrintWriter err) throws Failure {
        var file = mailgauge.file();
        var config = Configs.forClient(file, err);
        try {
            var stopped = DataFolder.ofMail(config.dataDir());
            if (stopped.isEmpty()) {
                on(new ApiMail(ApiClient.of(config, file)));
                return Exit.OK.code();
            }
            try (var data = stopped.get();
                    var mail = OfflineMail.open(data, config, err)) {
                on(mail.mail());
            }
            return Exit.OK.code();
        } catch (ApiMail.AskingFailed e) {
            throw e.failure();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Does it with the mail in a backup. */
    default int read(Path backup) throws Failure {
        var folder = backup.toAbsolutePath();
        try {
            Manifest.of(folder);
            on(new BackupMail(HostDisk.at(folder), folder, new HostEntropy()));
            return Exit.OK.code();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static Failure failure(IOException e) {
        var what = String.valueOf(e.getMessage());
        return switch (e) {
            case RefusedException _ -> new Failure(Exit.DATA, what);
            case NotWholeException _ -> new Failure(Exit.NO_INPUT, what);
            case FileAlreadyExistsException _ ->
                    new Failure(
                            Exit.CANNOT_CREATE,
                            what + " exists already; give a path where nothing is");
            case NoSuchFileException _ -> new Failure(Exit.NO_INPUT, "there is no " + what);
            case AccessDeniedException _ ->
                    new Failure(Exit.NO_PERMISSION, "permission denied at " + what);
            default -> Failure.ofFiles(e, "cannot read or write");
        };
    }
}

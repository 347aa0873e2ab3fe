package org.mailgauge.agent.cli;

import org.jspecify.annotations.Nullable;
import org.mailgauge.Version;
import org.mailgauge.agent.backup.Backup;
import org.mailgauge.agent.backup.NotWholeException;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.conf.Text;
import org.mailgauge.host.HostDisk;
import org.mailgauge.host.HostEntropy;
import org.mailgauge.host.HostTime;
import org.mailgauge.port.DiskFullException;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/**
 * {@code mailgauge backup}: copies all mailboxes and accounts, with or without a running server.
 */
@Command(
        name = "backup",
        description = "Copy all mailboxes and accounts, while the server runs or not.",
        footer = {
            "",
            "All that was acknowledged before it began is in it. It is checked before it counts.",
            "Ends with 65 when it was made, and damage of the store is in it.",
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class BackupCommand implements Callable<Integer> {
    @ParentCommand MailgaugeCommand mailgauge;
    @Spec CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "a folder that is empty, or will be made")
    Path folder;

    @Option(
            names = "--base",
            paramLabel = "EARLIER",
            description =
                    "an earlier backup on the same file system: files that have not changed since"
                            + " are linked to it rather than copied")
    @Nullable Path base;

    @Override
    public Integer call() throws Failure {
        var config = Configs.forClient(mailgauge.file(), spec.commandLine().getErr());
        var data = config.dataDir().toAbsolutePath();
        var to = folder.toAbsolutePath().normalize();
        if (to.startsWith(data.normalize())) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "DIR: give a folder outside data-dir " + data);
        }
        try (var time = new HostTime()) {
            var stopped = DataFolder.ofMail(data);
            if (stopped.isEmpty()) {
                try (var hold = ServerHold.take(ApiClient.of(config, mailgauge.file()), time)) {
                    return make(config, HostDisk.at(data), to, hold, time);
                }
            }
            try (var own = stopped.get()) {
                // What the last run left undone is done first.
                OfflineMail.open(own, config, spec.commandLine().getErr()).close();
                return make(config, own.disk(), to, ServerHold.NONE, time);
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private int make(AgentConfig config, HostDisk data, Path to, Holding hold, HostTime time)
            throws IOException, Failure {
        boolean isNew = !Files.exists(to);
        var disk = HostDisk.at(to);
        boolean done = false;
        try {
            sameOwner(config.dataDir(), to);
            var source =
                    new Backup.Source(
                            data,
                            config.dataDir().toAbsolutePath(),
                            config.accounts().file(),
                            config.mta().hostname(),
                            Version.current());
            var progress = new CopyProgress(spec.commandLine().getErr(), time);
            var made =
                    new Backup(source, new Held(hold, progress))
                            .make(
                                    disk,
                                    to.toRealPath(),
                                    base == null ? null : base.toAbsolutePath(),
                                    time.wall(),
                                    new HostEntropy());
            done = true;
            say(made, to);
            return (made.faults().isEmpty() ? Exit.OK : Exit.DATA).code();
        } finally {
            if (!done && isNew) {
                Files.deleteIfExists(to);
            }
        }
    }

    /** Who makes it must be who can restore it. */
    private static void sameOwner(Path data, Path made) throws IOException, Failure {
        var owner = Files.getOwner(data);
        if (!Files.getOwner(made).equals(owner)) {
            throw new Failure(
                    Exit.NO_PERMISSION,
                    made
                            + " belongs to "
                            + Files.getOwner(made)
                            + " and data-dir "
                            + data
                            + " to "
                            + owner
                            + "; run this as "
                            + owner
                            + ", with a folder of its own");
        }
    }

    /** Ends the copying when the files are no longer held, and lets them go afterwards. */
    private record Held(Holding hold, CopyProgress progress) implements Backup.Watch {
        @Override
        public void copied(long octets, long all) throws IOException {
            hold.check();
            progress.copied(octets, all);
        }

        @Override
        public void copied() throws IOException {
            hold.end();
            progress.say("checking the copy");
        }
    }

    private void say(Backup.Made made, Path to) {
        var out = spec.commandLine().getOut();
        var manifest = made.manifest();
        if (mailgauge.json) {
            JsonText.print(
                    out,
                    json -> {
                        json.writeStartObject();
                        json.writeStringProperty("backup", to.toString());
                        json.writeStringProperty("made", manifest.made().toString());
                        json.writeNumberProperty("messages", manifest.messages());
                        json.writeNumberProperty("files", manifest.files());
                        json.writeNumberProperty("octets", manifest.octets());
                        json.writeNumberProperty("octets_copied", made.copied());
                        json.writeArrayPropertyStart("damage");
                        made.faults().forEach(json::writeString);
                        json.writeEndArray();
                        json.writeEndObject();
                    });
            return;
        }
        made.faults().forEach(fault -> out.println("damage: " + Text.printable(fault, 300)));
        out.println(
                manifest.messages()
                        + " messages, "
                        + Human.octets(manifest.octets())
                        + " in "
                        + manifest.files()
                        + " files, "
                        + Human.octets(made.copied())
                        + " of them copied, in "
                        + to);
        out.println(made.faults().isEmpty() ? "good" : "damaged");
    }

    /** What ends making or restoring a backup. */
    static Failure failure(IOException e) {
        return switch (e) {
            case DiskFullException _ ->
                    new Failure(
                            Exit.IO,
                            "no room: " + e.getMessage() + "; nothing is left of the copy");
            case DirectoryNotEmptyException _ ->
                    new Failure(
                            Exit.CANNOT_CREATE,
                            e.getMessage() + " is not empty; give a folder where nothing is");
            case NotDirectoryException _ ->
                    new Failure(Exit.CANNOT_CREATE, e.getMessage() + " is no folder");
            case java.nio.file.FileAlreadyExistsException _ ->
                    new Failure(Exit.CANNOT_CREATE, e.getMessage() + " is no folder");
            case NotWholeException _ -> new Failure(Exit.NO_INPUT, String.valueOf(e.getMessage()));
            case ServerHold.LostException _ ->
                    new Failure(Exit.TEMPORARY, String.valueOf(e.getMessage()));
            default -> Failure.ofFiles(e, "nothing is left of the copy");
        };
    }
}

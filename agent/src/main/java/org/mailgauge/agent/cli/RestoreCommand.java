package org.mailgauge.agent.cli;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.backup.Manifest;
import org.mailgauge.agent.backup.Restore;
import org.mailgauge.agent.conf.Text;
import org.mailgauge.host.HostDisk;
import org.mailgauge.host.HostEntropy;
import org.mailgauge.host.HostTime;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code mailgauge restore}: makes an empty data directory what a backup was made of. */
@Command(
        name = "restore",
        description = "Make an empty data-dir from a backup, while no server runs.",
        footer = {
            "",
            "Mailboxes, accounts, and what else a backup has. The backup stays as it is.",
            "Ends with 65 when it was restored, and damage of the store is in it.",
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RestoreCommand implements Callable<Integer> {
    @ParentCommand MailgaugeCommand mailgauge;
    @Spec CommandSpec spec;

    @Parameters(paramLabel = "BACKUP", description = "what mailgauge backup has made")
    Path backup;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description = "a folder that is empty, or will be made, instead of data-dir")
    @Nullable Path to;

    @Override
    public Integer call() throws Failure {
        var config = Configs.forClient(mailgauge.file(), spec.commandLine().getErr());
        var target = (to == null ? config.dataDir() : to).toAbsolutePath().normalize();
        var from = backup.toAbsolutePath();
        try (var time = new HostTime()) {
            Manifest.of(from);
            sameOwner(from);
            boolean isNew = !Files.exists(target);
            boolean done = false;
            try (var data = DataFolder.ofServer(target)) {
                var restored =
                        Restore.restore(
                                HostDisk.at(from),
                                from,
                                data.disk(),
                                target.toRealPath(),
                                new HostEntropy(),
                                new CopyProgress(spec.commandLine().getErr(), time)::copied);
                done = true;
                return say(restored, target);
            } finally {
                if (!done && isNew) {
                    Files.deleteIfExists(target.resolve(HostDisk.LOCK));
                    Files.deleteIfExists(target);
                }
            }
        } catch (IOException e) {
            throw BackupCommand.failure(e);
        }
    }

    /** What root restores, the server's account could not use. */
    private static void sameOwner(Path from) throws IOException, Failure {
        var owner = Files.getOwner(from).getName();
        var user = System.getProperty("user.name", owner);
        if (!owner.equals(user)) {
            throw new Failure(
                    Exit.NO_PERMISSION,
                    from + " belongs to " + owner + "; run this as " + owner + ", not as " + user);
        }
    }

    private int say(Restore.Restored restored, Path target) {
        var out = spec.commandLine().getOut();
        var manifest = restored.manifest();
        if (mailgauge.json) {
            JsonText.print(
                    out,
                    json -> {
                        json.writeStartObject();
                        json.writeStringProperty("data_dir", target.toString());
                        json.writeStringProperty("made", manifest.made().toString());
                        json.writeNumberProperty("messages", manifest.messages());
                        json.writeArrayPropertyStart("damage");
                        restored.faults().forEach(json::writeString);
                        json.writeEndArray();
                        json.writeEndObject();
                    });
        } else {
            restored.faults()
                    .forEach(fault -> out.println("damage: " + Text.printable(fault, 300)));
            out.println(
                    manifest.messages()
                            + " messages of "
                            + manifest.host()
                            + ", as they were at "
                            + manifest.made()
                            + ", are in "
                            + target);
            out.println(restored.faults().isEmpty() ? "good" : "damaged");
        }
        return (restored.faults().isEmpty() ? Exit.OK : Exit.DATA).code();
    }
}

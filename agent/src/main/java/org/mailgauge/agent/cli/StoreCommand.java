package org.mailgauge.agent.cli;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.backup.Manifest;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.conf.Text;
import org.mailgauge.host.HostDisk;
import org.mailgauge.host.HostEntropy;
import org.mailgauge.port.Disk;
import org.mailgauge.store.sqlite.StoreCheck;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code mailgauge store}: looks at the mail store of a server that does not run. */
@Command(
        name = "store",
        description = "Check the mail store, or make its indexes anew, while no server runs.",
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class StoreCommand implements Callable<Integer> {
    @ParentCommand MailgaugeCommand mailgauge;
    @Spec CommandSpec spec;

    /** Work on the data directory, whose lock is held meanwhile. */
    private interface Work {
        Exit on(DataFolder folder, AgentConfig config) throws IOException;
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "give a command: verify or rebuild");
    }

    private int locked(Work work) throws Failure {
        var config = Configs.forClient(mailgauge.file(), spec.commandLine().getErr());
        var stopped = DataFolder.ofMail(config.dataDir());
        if (stopped.isEmpty()) {
            throw new Failure(
                    Exit.TEMPORARY,
                    "a server runs with data-dir "
                            + config.dataDir()
                            + "; its mail store can be looked at when it has stopped");
        }
        try (var folder = stopped.get()) {
            if (!folder.disk().exists(OfflineMail.FOLDER + "/format")) {
                throw new Failure(
                        Exit.NO_INPUT, "there is no mail store in data-dir " + config.dataDir());
            }
            return work.on(folder, config).code();
        } catch (IOException e) {
            throw Failure.ofFiles(e, "cannot read or write the mail store");
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    @Command(
            name = "verify",
            description = "Read logs, indexes and every content; changes nothing.",
            footer = {"", "Ends with 0 when all is right, with 65 when there is damage."})
    int verify(
            @Option(
                            names = "--backup",
                            paramLabel = "DIR",
                            description = "in a backup, whether a server runs or not")
                    @Nullable Path backup)
            throws Failure {
        if (backup == null) {
            return locked((folder, config) -> verify(folder.disk(), config.dataDir()));
        }
        var folder = backup.toAbsolutePath();
        try {
            Manifest.of(folder);
            return verify(HostDisk.at(folder), folder).code();
        } catch (IOException e) {
            throw BackupCommand.failure(e);
        }
    }

    private Exit verify(Disk disk, Path root) throws IOException {
        var report = StoreCheck.verify(disk, root, OfflineMail.FOLDER, new HostEntropy());
        if (mailgauge.json) {
            JsonText.print(
                    out(),
                    json -> {
                        json.writeStartObject();
                        json.writeBooleanProperty("good", report.faults().isEmpty());
                        report.numbers().forEach(json::writeNumberProperty);
                        json.writeArrayPropertyStart("damage");
                        report.faults().forEach(json::writeString);
                        json.writeEndArray();
                        json.writeEndObject();
                    });
        } else {
            report.faults()
                    .forEach(fault -> out().println("damage: " + Text.printable(fault, 300)));
            report.numbers()
                    .forEach(
                            (name, value) ->
                                    out().println(
                                                    String.format(
                                                            Locale.ROOT,
                                                            "%-18s %,d",
                                                            name,
                                                            value)));
            out().println(report.faults().isEmpty() ? "good" : "damaged");
        }
        return report.faults().isEmpty() ? Exit.OK : Exit.DATA;
    }

    @Command(
            name = "rebuild",
            description = "Make the indexes anew from dumps and logs.",
            footer = {
                "",
                "A mailbox that may have lost something takes a new UIDVALIDITY, so that clients",
                "read it anew. The index as it was stays beside the new one, as old-index.sqlite."
            })
    int rebuild() throws Failure {
        return locked(this::rebuild);
    }

    private Exit rebuild(DataFolder folder, AgentConfig config) throws IOException {
        StoreCheck.doubt(folder.disk(), OfflineMail.FOLDER);
        OfflineMail.open(folder, config, spec.commandLine().getErr()).close();
        if (mailgauge.json) {
            JsonText.print(
                    out(),
                    json -> {
                        json.writeStartObject();
                        json.writeBooleanProperty("rebuilt", true);
                        json.writeEndObject();
                    });
        } else {
            out().println("rebuilt");
        }
        return Exit.OK;
    }
}

package org.mailgauge.agent.cli;

import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.conf.Text;
import org.mailgauge.disk.NewerFormatException;
import org.mailgauge.host.HostEntropy;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.port.Disk;
import org.mailgauge.store.sqlite.SqliteMailStore;
import org.mailgauge.store.sqlite.StoreCheck;
import org.mailgauge.store.sqlite.StoreEvents;
import org.mailgauge.store.sqlite.StoreSettings;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code mailgauge store}: looks at the mail store of a server that does not run. */
@Command(
        name = "store",
        description = "Check the mail store, or make its indexes anew, while no server runs.",
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class StoreCommand implements Callable<Integer> {
    private static final String STORE = "store";

    @ParentCommand MailgaugeCommand mailgauge;
    @Spec CommandSpec spec;

    /** Work on the data directory, whose lock is held meanwhile. */
    private interface Work {
        Exit on(Disk disk, AgentConfig config) throws IOException;
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "give a command: verify or rebuild");
    }

    private int locked(Work work) throws Failure {
        var config = Configs.forClient(mailgauge.file(), spec.commandLine().getErr());
        try (var folder = DataFolder.ofStopped(config.dataDir())) {
            if (!folder.disk().exists(STORE + "/format")) {
                throw new Failure(
                        Exit.NO_INPUT, "there is no mail store in data-dir " + config.dataDir());
            }
            return work.on(folder.disk(), config).code();
        } catch (NewerFormatException e) {
            throw new Failure(
                    Exit.DATA, e.getMessage() + "; nothing was changed: use the newer mailgauge");
        } catch (AccessDeniedException e) {
            throw new Failure(
                    Exit.NO_PERMISSION,
                    "cannot use " + e.getFile() + "; run this as the server's account");
        } catch (IOException e) {
            throw new Failure(Exit.IO, "cannot read or write the mail store: " + e.getMessage());
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    @Command(
            name = "verify",
            description = "Read logs, indexes and every content; changes nothing.",
            footer = {"", "Ends with 0 when all is right, with 65 when there is damage."})
    int verify() throws Failure {
        return locked(this::verify);
    }

    private Exit verify(Disk disk, AgentConfig config) throws IOException {
        var report = StoreCheck.verify(disk, config.dataDir(), STORE, new HostEntropy());
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

    private Exit rebuild(Disk disk, AgentConfig config) throws IOException {
        StoreCheck.doubt(disk, STORE);
        var told = new Told();
        try (var time = new HostTime();
                var tasks = new HostTasks(1)) {
            new SqliteMailStore(
                            disk,
                            config.dataDir(),
                            STORE,
                            time,
                            tasks,
                            new HostEntropy(),
                            StoreSettings.DEFAULT,
                            told)
                    .close();
        }
        if (mailgauge.json) {
            JsonText.print(
                    out(),
                    json -> {
                        json.writeStartObject();
                        json.writeArrayPropertyStart("told");
                        told.lines.forEach(json::writeString);
                        json.writeEndArray();
                        json.writeEndObject();
                    });
        } else {
            told.lines.forEach(line -> out().println(Text.printable(line, 300)));
            out().println("rebuilt");
        }
        return Exit.OK;
    }

    /** Keeps what the store tells. */
    private static final class Told implements StoreEvents {
        private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void rebuilt(int shard, String why, long records) {
            lines.add("shard " + shard + ": " + records + " records");
        }

        @Override
        public void renewed(int shard, int mailboxes) {
            lines.add("shard " + shard + ": " + mailboxes + " mailboxes have a new UIDVALIDITY");
        }

        @Override
        public void damaged(Damage damage) {
            lines.add("damage: " + damage.file() + " at " + damage.offset() + ": " + damage.what());
        }

        @Override
        public void failed(String what, Exception why) {
            lines.add("failed: " + what + ": " + why.getMessage());
        }
    }
}

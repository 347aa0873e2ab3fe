package org.mailgauge.agent.cli;

import org.jspecify.annotations.Nullable;
import org.mailgauge.MtaServer;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.conf.Text;
import org.mailgauge.host.HostEntropy;
import org.mailgauge.host.HostTime;
import org.mailgauge.port.Disk;
import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.StoredRecords;
import org.mailgauge.queue.journal.DamagedException;
import org.mailgauge.queue.journal.JournalCheck;
import org.mailgauge.queue.journal.JournalDump;
import org.mailgauge.queue.journal.JournalListener.Damage;
import org.mailgauge.queue.journal.JournalRepair;
import org.mailgauge.queue.journal.JournalReport;
import org.mailgauge.queue.journal.JournalSettings;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import tools.jackson.core.JsonGenerator;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code mailgauge journal}: looks at the journal of a server that does not run. */
@Command(
        name = "journal",
        description = "Check, read or repair the journal while no server runs.",
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class JournalCommand implements Callable<Integer> {
    @ParentCommand MailgaugeCommand mailgauge;
    @Spec CommandSpec spec;

    /** Work on the data directory, whose lock is held meanwhile. */
    private interface Work {
        Exit on(Disk disk, AgentConfig config) throws IOException, Failure;
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "give a command: verify, dump or repair");
    }

    private int locked(Work work) throws Failure {
        var config = Configs.forClient(mailgauge.file(), spec.commandLine().getErr());
        try (var folder = DataFolder.ofStopped(config.dataDir())) {
            return work.on(folder.disk(), config).code();
        } catch (DamagedException e) {
            throw new Failure(
                    Exit.DATA, "the message is damaged, " + e.getMessage() + "; no file was made");
        } catch (IOException e) {
            throw Failure.ofFiles(e, "cannot read or write the journal");
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    @Command(
            name = "verify",
            description = "Read the whole journal and say what is wrong in it; changes nothing.",
            footer = {"", "Ends with 0 when all is right, with 65 when there is damage."})
    int verify() throws Failure {
        return locked(this::verify);
    }

    private Exit verify(Disk disk, AgentConfig config) throws IOException {
        var report = JournalCheck.of(disk, MtaServer.QUEUE, new StoredRecords(), this::printDamage);
        if (mailgauge.json) {
            JsonText.print(out(), json -> numbers(report, json));
        } else {
            print(report);
        }
        return report.damage() == 0 ? Exit.OK : Exit.DATA;
    }

    private void printDamage(Damage damage) {
        if (mailgauge.json) {
            JsonText.print(out(), json -> damage(damage, json));
        } else {
            out().println(line(damage));
        }
    }

    /** One damage as a line for people. */
    static String line(Damage damage) {
        return "damage: "
                + damage.file()
                + " at "
                + damage.offset()
                + ", "
                + damage.length()
                + " octets: "
                + Text.printable(damage.what(), 200)
                + damage.id().map(id -> " (message " + id + ")").orElse("");
    }

    /** One damage as an object. */
    static void damage(Damage damage, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("damage", damage.what());
        json.writeStringProperty("file", damage.file());
        json.writeNumberProperty("epoch", damage.epoch());
        json.writeNumberProperty("offset", damage.offset());
        json.writeNumberProperty("octets", damage.length());
        damage.id().ifPresent(id -> json.writeStringProperty("id", id.toString()));
        json.writeEndObject();
    }

    private static void numbers(JournalReport report, JsonGenerator json) {
        json.writeStartObject();
        json.writeBooleanProperty("good", report.damage() == 0);
        json.writeBooleanProperty("closed_in_order", report.clean());
        json.writeBooleanProperty("torn_tail", report.torn());
        report.numbers().forEach(json::writeNumberProperty);
        json.writeEndObject();
    }

    private void print(JournalReport report) {
        report.numbers()
                .forEach(
                        (name, value) ->
                                out().println(
                                                String.format(
                                                        Locale.ROOT,
                                                        "%-18s %,d",
                                                        name.replace('_', ' '),
                                                        value)));
        out().println(
                        report.clean()
                                ? "closed in order"
                                : report.torn()
                                        ? "not closed in order; an unfinished group lies at the end,"
                                                + " which was promised to nobody"
                                        : "not closed in order");
        out().println(
                        report.damage() == 0
                                ? "good"
                                : "damaged: what is right will be delivered, what is wrong set"
                                        + " aside; see mailgauge journal repair");
    }

    @Command(
            name = "dump",
            description = "Print the records of the journal in their order; changes nothing.",
            footer = {
                "",
                "A message as a file: journal dump --id ID --eml FILE. The envelope stands",
                "before its header, as Return-Path and X-Original-To fields."
            })
    int dump(
            @Option(names = "--id", paramLabel = "ID", description = "of that message only")
                    @Nullable String id,
            @Option(names = "--content", description = "print contents too (base64 with --json)")
                    boolean content,
            @Option(
                            names = "--eml",
                            paramLabel = "FILE",
                            description = "write the message of --id to a new file")
                    @Nullable Path eml)
            throws Failure {
        if (eml != null && id == null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--eml needs --id ID");
        }
        var only = id == null ? null : QueueId.parse(id).orElseThrow(() -> noSuch(id));
        return locked(
                (disk, _) -> {
                    var printer = new JournalPrinter(out(), mailgauge.json, content, only, eml);
                    JournalDump.of(disk, MtaServer.QUEUE, printer);
                    if (only != null && !printer.found()) {
                        throw noSuch(id);
                    }
                    return printer.damage() ? Exit.DATA : Exit.OK;
                });
    }

    @Command(
            name = "repair",
            description = "Make a damaged journal whole again; nothing is deleted unread.",
            footer = {
                "",
                "What is damaged is copied to queue/quarantine first; then all messages that can",
                "be read are written to new segments. Does nothing where nothing is wrong."
            })
    int repair(
            @Option(names = "--dry-run", description = "say what is wrong, and change nothing")
                    boolean dry)
            throws Failure {
        return locked((disk, config) -> repair(disk, config, dry));
    }

    private Exit repair(Disk disk, AgentConfig config, boolean dry) throws IOException {
        try (var time = new HostTime()) {
            var outcome =
                    JournalRepair.of(
                            disk,
                            MtaServer.QUEUE,
                            time,
                            new HostEntropy(),
                            JournalSettings.of(
                                    config.mta().queue(), Runtime.getRuntime().maxMemory()),
                            new StoredRecords(),
                            this::printDamage,
                            dry);
            if (mailgauge.json) {
                JsonText.print(out(), json -> outcome(outcome, dry, json));
            } else {
                print(outcome, dry);
            }
            return dry && outcome.before().damage() > 0 ? Exit.DATA : Exit.OK;
        }
    }

    private static void outcome(JournalRepair.Outcome outcome, boolean dry, JsonGenerator json) {
        json.writeStartObject();
        json.writeBooleanProperty("dry_run", dry);
        json.writeNumberProperty("damage", outcome.before().damage());
        json.writeNumberProperty("live_messages", outcome.before().liveMessages());
        json.writeNumberProperty("kept_messages", outcome.kept());
        json.writeArrayPropertyStart("lost");
        outcome.lost().forEach(id -> json.writeString(id.toString()));
        json.writeEndArray();
        json.writeEndObject();
    }

    private void print(JournalRepair.Outcome outcome, boolean dry) {
        if (outcome.before().damage() == 0) {
            out().println("good: nothing to repair");
        } else if (dry) {
            out().println(
                            "damaged; a repair would write the messages again that can be read, of "
                                    + outcome.before().liveMessages());
        } else {
            out().println(
                            "repaired: "
                                    + outcome.kept()
                                    + " messages were written again; what was damaged is in"
                                    + " queue/quarantine");
            outcome.lost().forEach(id -> out().println("not kept: message " + id));
        }
    }

    private static Failure noSuch(@Nullable String id) {
        return new Failure(Exit.DATA, "the journal has no message " + Text.printable(id + "", 60));
    }
}

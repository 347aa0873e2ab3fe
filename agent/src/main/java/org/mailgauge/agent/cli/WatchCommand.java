package org.mailgauge.agent.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import tools.jackson.core.JsonGenerator;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code mailgauge watch}. */
@Command(
        name = "watch",
        description =
                "Show the MTAs that run on this host already: the SNMP agent, the metrics, the"
                        + " status page and the alarms, without an MTA of ours.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class WatchCommand implements Callable<Integer> {
    @ParentCommand MailgaugeCommand mailgauge;
    @Spec CommandSpec spec;

    @Option(
            names = "--discover",
            description =
                    "Say what is found on this host, what of it can be read, and which right is"
                            + " missing; start nothing.")
    boolean discover;

    @Override
    public Integer call() throws Failure {
        var file = mailgauge.file();
        var err = spec.commandLine().getErr();
        var launcher = mailgauge.launcher;
        if (!discover) {
            return launcher.watch(Configs.forServer(file, err), file, mailgauge.json).code();
        }
        var found = launcher.discover(Configs.forClient(file, err));
        var out = spec.commandLine().getOut();
        if (mailgauge.json) {
            JsonText.print(out, json -> found(found, json));
        } else {
            found.forEach(one -> print(one, out));
        }
        boolean whole = found.stream().allMatch(one -> one.missing().isEmpty());
        return (whole ? Exit.OK : Exit.NO_PERMISSION).code();
    }

    private static void found(List<Launcher.Neighbour> found, JsonGenerator json) {
        json.writeStartObject();
        json.writeArrayPropertyStart("found");
        for (var one : found) {
            json.writeStartObject();
            json.writeStringProperty("type", one.type());
            json.writeStringProperty("config", one.config());
            json.writeBooleanProperty("configured", one.configured());
            json.writeStringProperty("name", one.name());
            json.writeStringProperty("version", one.version());
            texts("readable", one.readable(), json);
            texts("missing", one.missing(), json);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void texts(String name, List<String> texts, JsonGenerator json) {
        json.writeArrayPropertyStart(name);
        texts.forEach(json::writeString);
        json.writeEndArray();
    }

    private static void print(Launcher.Neighbour one, PrintWriter out) {
        out.println(
                one.type()
                        + " "
                        + (one.name().isEmpty() ? "?" : one.name())
                        + (one.version().isEmpty() ? "" : ", version " + one.version())
                        + ", configuration "
                        + one.config()
                        + (one.configured() ? ", is watched" : ""));
        one.readable().forEach(what -> out.println("  can be read:  " + what));
        one.missing().forEach(what -> out.println("  is missing:   " + what));
        if (!one.configured()) {
            out.println(
                    "  to watch it:  watch: [{type: "
                            + one.type()
                            + ", config: "
                            + one.config()
                            + "}]");
        }
    }
}

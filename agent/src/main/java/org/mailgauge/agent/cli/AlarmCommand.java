package org.mailgauge.agent.cli;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.conf.Text;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;

/** {@code mailgauge alarm}: the active alarms, and what is done about them. */
@Command(name = "alarm", description = "The active alarms, and what is done about them.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class AlarmCommand implements Callable<Integer> {
    private static final int LINE = 500;

    @ParentCommand MailgaugeCommand mailgauge;
    @Spec CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "give one of list, rules, ack or maintenance");
    }

    @Command(name = "list", description = "The active alarms, the oldest first.")
    int list() throws Failure {
        return look(
                (tree, out) -> {
                    active(tree, out);
                    if (tree.path("alarms").isEmpty()) {
                        out.println("no alarm is active");
                    }
                });
    }

    @Command(name = "rules", description = "By which rules alarms come and go.")
    int rules() throws Failure {
        return look(AlarmCommand::rules);
    }

    private int look(BiConsumer<JsonNode, PrintWriter> shown) throws Failure {
        var answer = client().get("alarms");
        var out = spec.commandLine().getOut();
        if (mailgauge.json) {
            out.println(answer.text());
        } else {
            shown.accept(answer.tree(), out);
        }
        return Exit.OK.code();
    }

    /** The active alarms and the maintenance window; nothing when there is neither. */
    static void active(JsonNode answer, PrintWriter out) {
        var window = answer.path("maintenance");
        if (!window.isMissingNode()) {
            out.println(
                    "maintenance until "
                            + Human.text(window.path("until"))
                            + " by "
                            + shown(window.path("by"))
                            + ": alarms are not told");
        }
        for (var alarm : answer.path("alarms")) {
            var known = alarm.path("acknowledged").path("by");
            out.println(
                    "alarm "
                            + Human.text(alarm.path("id"))
                            + ", "
                            + Human.text(alarm.path("severity"))
                            + ", since "
                            + Human.text(alarm.path("raised")).replaceFirst("\\.[0-9]+Z$", "Z")
                            + (known.isMissingNode() ? "" : ", known by " + shown(known)));
            out.println("    " + shown(alarm.path("text")));
        }
    }

    private static String shown(JsonNode text) {
        return Text.printable(Human.text(text), LINE);
    }

    private static void rules(JsonNode answer, PrintWriter out) {
        var table =
                new TextTable(
                        "RULE", "SCOPE", "SEVERITY", "RAISE", "CLEAR", "UNITS", "HOLD", "INTERVAL");
        for (var rule : answer.path("rules")) {
            table.row(
                    Human.text(rule.path("name")),
                    Human.text(rule.path("scope")),
                    Human.text(rule.path("severity")),
                    Human.text(rule.path("raise_at")),
                    Human.text(rule.path("clear_at")),
                    Human.text(rule.path("units")),
                    Human.seconds(rule.path("hold_seconds")),
                    Human.seconds(rule.path("interval_seconds")));
        }
        table.print(out);
    }

    @Command(name = "ack", description = "Say that an alarm is known; it stays active.")
    int ack(
            @Parameters(paramLabel = "NUMBER", description = "as alarm list gives it") long id,
            @Option(
                            names = "--comment",
                            paramLabel = "TEXT",
                            description = "for those who look later")
                    @Nullable String comment)
            throws Failure {
        return change("alarms/ack", new Form().put("id", id).put("comment", comment));
    }

    @Command(
            name = "maintenance",
            description = "Let alarms come and go without being told, for a time.")
    int maintenance(
            @Option(
                            names = "--for",
                            paramLabel = "TIME",
                            description = "how long from now, such as PT2H")
                    @Nullable String time,
            @Option(names = "--end", description = "end it now") boolean end,
            @Option(names = "--comment", paramLabel = "TEXT", description = "why")
                    @Nullable String comment)
            throws Failure {
        if (end == (time != null)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "give one of --for and --end");
        }
        var form = new Form().put("for", time).put("end", end ? "true" : null);
        return change("alarms/maintenance", form.put("comment", comment));
    }

    private int change(String path, Form form) throws Failure {
        var answer = client().post(path, form.toString());
        var out = spec.commandLine().getOut();
        out.println(mailgauge.json ? answer.text() : Human.text(answer.tree().path("outcome")));
        boolean durable = answer.tree().path("durable").asBoolean(true);
        if (!durable) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "mailgauge: done, but it could not be written to data-dir: it is lost at"
                                    + " the next start; see the server's log");
        }
        return (durable ? Exit.OK : Exit.IO).code();
    }

    private ApiClient client() throws Failure {
        var file = mailgauge.file();
        return ApiClient.of(Configs.forClient(file, spec.commandLine().getErr()), file);
    }
}

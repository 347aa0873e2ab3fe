package org.mailgauge.agent.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code mailgauge audit}: what operators changed. */
@Command(name = "audit", description = "What operators changed, the newest first.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class AuditCommand implements Callable<Integer> {
    @ParentCommand MailgaugeCommand mailgauge;
    @Spec CommandSpec spec;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "at most so many, 1 to 1000 (default: 50)")
    int limit;

    @Override
    public Integer call() throws Failure {
        var file = mailgauge.file();
        var config = Configs.forClient(file, spec.commandLine().getErr());
        var answer = ApiClient.of(config, file).get("audit?limit=" + limit);
        var out = spec.commandLine().getOut();
        if (mailgauge.json) {
            out.println(answer.text());
        } else {
            changes(answer.tree(), out);
        }
        return Exit.OK.code();
    }

    private static void changes(JsonNode answer, PrintWriter out) {
        var table = new TextTable("AT", "BY", "FROM", "DID", "MEANT", "RESULT");
        for (var change : answer.path("changes")) {
            table.row(
                    Human.text(change.path("at")),
                    Human.text(change.path("user")),
                    Human.text(change.path("peer")),
                    Human.text(change.path("operation")),
                    parameters(change.path("parameters")),
                    result(change));
        }
        if (table.isEmpty()) {
            out.println("nothing was changed yet");
        } else {
            table.print(out);
        }
    }

    private static String parameters(JsonNode parameters) {
        var all = new ArrayList<String>();
        for (var name : List.copyOf(parameters.propertyNames())) {
            all.add(name + "=" + Human.text(parameters.path(name)));
        }
        return String.join(" ", all);
    }

    private static String result(JsonNode change) {
        if (!change.has("ended")) {
            return "did not end";
        }
        return change.has("outcome")
                ? Human.text(change.path("outcome"))
                : Human.text(change.path("changed"))
                        + " of "
                        + Human.text(change.path("matched"))
                        + (change.path("complete").asBoolean(true) ? "" : ", broken off");
    }
}

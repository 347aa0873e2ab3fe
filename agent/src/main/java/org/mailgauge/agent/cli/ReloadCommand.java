package org.mailgauge.agent.cli;

import org.mailgauge.agent.conf.Text;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/** {@code mailgauge reload}: the running server reads its configuration again. */
@Command(
        name = "reload",
        description = "Let the running server read its configuration again, and say what changed.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ReloadCommand implements Callable<Integer> {
    private static final int LINE = 500;

    @ParentCommand MailgaugeCommand mailgauge;
    @Spec CommandSpec spec;

    @Override
    public Integer call() throws Failure {
        var file = mailgauge.file();
        var err = spec.commandLine().getErr();
        var client = ApiClient.of(Configs.forClient(file, err), file);
        var answer = client.post("reload", "");
        var out = spec.commandLine().getOut();
        if (mailgauge.json) {
            out.println(answer.text());
        } else {
            problems(answer.tree().path("warnings"), "warning: ", err);
            problems(answer.tree().path("errors"), "", err);
        }
        var error = answer.tree().path("error");
        if (!error.isMissingNode()) {
            throw new Failure(Exit.CONFIG, shown(error));
        }
        if (!mailgauge.json) {
            done(answer.tree(), out);
        }
        return Exit.OK.code();
    }

    private static void done(JsonNode answer, PrintWriter out) {
        var now = answer.path("changed");
        var later = answer.path("at_next_start");
        out.println(
                shown(answer.path("file"))
                        + " is in force"
                        + (now.isEmpty() && later.isEmpty() ? ": nothing is different" : ""));
        changes("changed:", now, out);
        changes("takes effect at the next start:", later, out);
    }

    private static void changes(String heading, JsonNode changes, PrintWriter out) {
        if (!changes.isEmpty()) {
            out.println(heading);
        }
        for (var change : changes) {
            out.println(
                    "  "
                            + shown(change.path("key"))
                            + ": "
                            + shown(change.path("was"))
                            + " -> "
                            + shown(change.path("is")));
        }
    }

    private static void problems(JsonNode problems, String prefix, PrintWriter err) {
        for (var problem : problems) {
            err.println(
                    prefix
                            + shown(problem.path("file"))
                            + ":"
                            + Human.text(problem.path("line"))
                            + ": "
                            + shown(problem.path("key"))
                            + ": "
                            + shown(problem.path("message")));
        }
    }

    private static String shown(JsonNode text) {
        return Text.printable(Human.text(text), LINE);
    }
}

package org.mailgauge.agent.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;

/** {@code mailgauge queue}: looks at the queue of the running server, and changes it. */
@Command(
        name = "queue",
        description = "Look at the queue, and change what becomes of it.",
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class QueueCommand implements Callable<Integer> {
    private static final int PAGE = 1000;
    private static final String EACH = "Recipients that meet all of these are meant.";

    @ParentCommand MailgaugeCommand mailgauge;
    @Spec CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "give a command: list, summary, matrix, show, why, hold, release, retry, bounce,"
                        + " delete, pause, resume or pauses");
    }

    // --- looking

    @Command(
            name = "list",
            description = "The messages in the queue, oldest first.",
            footer = {
                "",
                "A message is listed when one of its waiting recipients meets all.",
                "With --all and --json: one message a line, as a JSON object."
            })
    int list(
            @Mixin SelectionOptions selection,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "at most so many, 1 to 1000 (default: 100)")
                    int limit,
            @Option(
                            names = "--after",
                            paramLabel = "MARK",
                            description = "go on where the last answer ended")
                    @Nullable String after,
            @Option(names = "--all", description = "all of them, however many") boolean all)
            throws Failure {
        var form = new Form().put("limit", all ? PAGE : limit);
        selection.to(form);
        return all
                ? listAll(form.toString(), after)
                : get("queue?" + form.put("after", after), QueueTables::list);
    }

    /* Page by page, so that neither side ever holds a long queue as text. */
    private int listAll(String form, @Nullable String from) throws Failure {
        var client = client();
        var out = spec.commandLine().getOut();
        var table = QueueTables.messages();
        boolean some = false;
        var after = from;
        do {
            var answer =
                    client.get(
                                    "queue?"
                                            + form
                                            + (after == null ? "" : "&after=" + Form.encode(after)))
                            .tree();
            some |= !answer.path("messages").isEmpty();
            if (mailgauge.json) {
                answer.path("messages").forEach(out::println);
            } else {
                QueueTables.page(table, answer, out);
            }
            after = answer.has("next") ? answer.path("next").asString() : null;
        } while (after != null && !out.checkError());
        if (!some && !mailgauge.json) {
            out.println("nothing in the queue");
        }
        return Exit.OK.code();
    }

    @Command(name = "summary", description = "The destinations with mail, largest first.")
    int summary(
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "20",
                            description = "at most so many, 1 to 1000 (default: 20)")
                    int limit)
            throws Failure {
        return get("queue/summary?limit=" + limit, QueueTables::destinations);
    }

    @Command(
            name = "matrix",
            description = "Recipients by destination and age in minutes, largest first.")
    int matrix(
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "20",
                            description = "at most so many, 1 to 1000 (default: 20)")
                    int limit)
            throws Failure {
        return get("queue/matrix?limit=" + limit, QueueTables::matrix);
    }

    @Command(name = "show", description = "All that is known of one message.")
    int show(@Parameters(paramLabel = "ID", description = "as queue list gives it") String id)
            throws Failure {
        return get("queue/" + Form.encode(id), QueueTables::message);
    }

    @Command(
            name = "why",
            description = "Why recipients are where they are, and what happens next to them.",
            footer = {"", EACH})
    int why(
            @Parameters(
                            arity = "0..*",
                            paramLabel = "ID|ADDRESS",
                            description = "ids of messages, or one recipient's address")
                    @Nullable List<String> which,
            @Mixin SelectionOptions selection,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "at most so many recipients, 1 to 1000 (default: 100)")
                    int limit)
            throws Failure {
        var form = new Form().put("limit", limit);
        boolean address = which != null && which.size() == 1 && which.getFirst().contains("@");
        if (address && selection.recipient == null && which != null) {
            selection.recipient = which.getFirst();
        } else {
            form.put("id", which == null ? null : String.join(",", which));
        }
        selection.to(form);
        return get("queue/why?" + form, QueueTables::why);
    }

    @Command(name = "pauses", description = "The channels and destinations that are paused.")
    int pauses() throws Failure {
        return get("queue/pauses", QueueTables::pauses);
    }

    private int get(String path, BiConsumer<JsonNode, PrintWriter> shown) throws Failure {
        return print(client().get(path), shown);
    }

    private int print(ApiClient.Answer answer, BiConsumer<JsonNode, PrintWriter> shown) {
        var out = spec.commandLine().getOut();
        if (mailgauge.json) {
            out.println(answer.text());
        } else {
            shown.accept(answer.tree(), out);
        }
        return Exit.OK.code();
    }

    private ApiClient client() throws Failure {
        var file = mailgauge.file();
        var config = Configs.forClient(file, spec.commandLine().getErr());
        return ApiClient.of(config, file);
    }

    // --- changing

    /** What all commands that change recipients take. */
    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    static final class Change {
        @Parameters(
                arity = "0..*",
                paramLabel = "ID",
                description = "ids of messages, as queue list gives them")
        @Nullable List<String> ids;

        @Mixin SelectionOptions selection;

        @Option(names = "--all", description = "all recipients in the queue")
        boolean all;

        @Option(names = "--dry-run", description = "only say what would be done")
        boolean dryRun;

        @Option(
                names = "--comment",
                paramLabel = "TEXT",
                description = "for the audit log; of bounce, what the sender is told")
        @Nullable String comment;
    }

    @Command(
            name = "hold",
            description = "Keep what waits until it is released; it does not expire.",
            footer = {"", EACH})
    int hold(@Mixin Change change) throws Failure {
        return change("hold", change);
    }

    @Command(
            name = "release",
            description = "Let go what is held.",
            footer = {"", EACH})
    int release(@Mixin Change change) throws Failure {
        return change("release", change);
    }

    @Command(
            name = "retry",
            description = "Try now what was put off; probe next hops that back off.",
            footer = {"", EACH})
    int retry(@Mixin Change change) throws Failure {
        return change("retry", change);
    }

    @Command(
            name = "bounce",
            description = "Give up, as if refused: senders are told.",
            footer = {"", EACH})
    int bounce(@Mixin Change change) throws Failure {
        return change("bounce", change);
    }

    @Command(
            name = "delete",
            description = "Remove; nobody is told.",
            footer = {"", EACH})
    int delete(@Mixin Change change) throws Failure {
        return change("delete", change);
    }

    private int change(String operation, Change change) throws Failure {
        boolean none = change.ids == null || change.ids.isEmpty();
        var form =
                new Form()
                        .put("id", none || change.ids == null ? null : String.join(",", change.ids))
                        .put("all", change.all ? "true" : null)
                        .put("dry-run", change.dryRun ? "true" : null)
                        .put("comment", change.comment);
        change.selection.to(form);
        var answer = client().post("queue/" + operation, form.toString());
        print(answer, QueueTables::effect);
        return complete(answer.tree()).code();
    }

    private Exit complete(JsonNode effect) {
        boolean done =
                effect.path("complete").asBoolean(true) && effect.path("durable").asBoolean(true);
        if (!done) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "mailgauge: not all of it was done, or is on disk; look at the server's"
                                    + " log, then repeat it");
        }
        return done ? Exit.OK : Exit.TEMPORARY;
    }

    /** What pause and resume take. */
    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    static final class Place {
        @Option(names = "--channel", paramLabel = "NAME", description = "that channel")
        @Nullable String channel;

        @Option(names = "--destination", paramLabel = "DOMAIN", description = "that domain")
        @Nullable String destination;

        Form form() {
            return new Form().put("channel", channel).put("destination", destination);
        }
    }

    @Command(
            name = "pause",
            description = "Begin no attempt of a channel or destination until it is resumed.")
    int pause(
            @Mixin Place place,
            @Option(
                            names = "--comment",
                            paramLabel = "TEXT",
                            description = "why, for those who wonder")
                    @Nullable String comment)
            throws Failure {
        var form = place.form().put("comment", comment);
        return stop(client().post("queue/pause", form.toString()));
    }

    @Command(name = "resume", description = "Go on with a channel or destination.")
    int resume(@Mixin Place place) throws Failure {
        return stop(client().post("queue/resume", place.form().toString()));
    }

    private int stop(ApiClient.Answer answer) {
        print(answer, (tree, out) -> out.println(Human.text(tree.path("outcome"))));
        boolean durable = answer.tree().path("durable").asBoolean(true);
        if (!durable) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "mailgauge: done, but it could not be written to data-dir: it is lost at"
                                    + " the next start; see the server's log and repeat it");
        }
        return (durable ? Exit.OK : Exit.IO).code();
    }
}

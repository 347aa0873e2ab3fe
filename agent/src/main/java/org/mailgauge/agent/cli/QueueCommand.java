package org.mailgauge.agent.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;

/** {@code mailgauge queue}: looks at the queue of the running server. */
@Command(name = "queue", description = "Look at the queue.", synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class QueueCommand implements Callable<Integer> {
    @ParentCommand MailgaugeCommand mailgauge;
    @Spec CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "give a command: list, summary or show");
    }

    private ApiClient.Answer ask(String path) throws Failure {
        var file = mailgauge.file();
        var config = Configs.forClient(file, spec.commandLine().getErr());
        return ApiClient.of(config, file).get(path);
    }

    @Command(
            name = "list",
            description = "The messages in the queue, oldest first.",
            footer = {"", "A message is listed when one of its waiting recipients matches."})
    int list(
            @Option(
                            names = "--state",
                            paramLabel = "STATE",
                            description = "in-delivery, ready, deferred or held")
                    @Nullable String state,
            @Option(names = "--channel", paramLabel = "NAME", description = "of that channel")
                    @Nullable String channel,
            @Option(names = "--destination", paramLabel = "DOMAIN", description = "to that domain")
                    @Nullable String destination,
            @Option(
                            names = "--sender",
                            paramLabel = "PATH",
                            description = "from that reverse-path or domain; <> for reports")
                    @Nullable String sender,
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
                    @Nullable String after)
            throws Failure {
        var answer =
                ask(
                        "queue?limit="
                                + limit
                                + query("state", state)
                                + query("channel", channel)
                                + query("destination", destination)
                                + query("sender", sender)
                                + query("after", after));
        var out = spec.commandLine().getOut();
        if (mailgauge.json) {
            out.println(answer.text());
            return Exit.OK.code();
        }
        var table = new TextTable("ID", "STATE", "AGE", "SIZE", "FROM", "TO", "WAITS FOR", "NEXT");
        answer.tree().path("messages").forEach(message -> row(table, message));
        if (table.isEmpty()) {
            out.println("nothing in the queue" + (answer.tree().has("next") ? " here" : ""));
        } else {
            table.print(out);
        }
        if (answer.tree().has("next")) {
            out.println("more: --after " + answer.tree().path("next").asString());
        }
        return Exit.OK.code();
    }

    private static void row(TextTable table, JsonNode message) {
        int others = message.path("recipients").asInt() - 1;
        table.row(
                Human.text(message.path("id")),
                Human.text(message.path("state")),
                Human.seconds(message.path("age_seconds")),
                Human.octets(message.path("octets").asLong()),
                "<" + message.path("reverse_path").asString() + ">",
                message.path("recipient").asString() + (others > 0 ? " and " + others : ""),
                Human.text(message.path("reason")),
                Human.text(message.path("next_attempt")));
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
        var answer = ask("queue/summary?limit=" + limit);
        var out = spec.commandLine().getOut();
        if (mailgauge.json) {
            out.println(answer.text());
        } else {
            destinations(answer.tree(), out);
        }
        return Exit.OK.code();
    }

    /** The destinations as a table. */
    static void destinations(JsonNode summary, java.io.PrintWriter out) {
        var table =
                new TextTable(
                        "DESTINATION", "MESSAGES", "RECIPIENTS", "SIZE", "OLDEST", "NEXT", "LAST");
        for (var line : summary.path("destinations")) {
            table.row(
                    Human.text(line.path("domain")),
                    Human.text(line.path("messages")),
                    Human.text(line.path("recipients")),
                    Human.octets(line.path("octets").asLong()),
                    Human.seconds(line.path("age_seconds")),
                    Human.text(line.path("next_retry")),
                    Human.text(line.path("last_reply")));
        }
        if (table.isEmpty()) {
            out.println("nothing in the queue");
        } else {
            table.print(out);
        }
    }

    @Command(name = "show", description = "All that is known of one message.")
    int show(@Parameters(paramLabel = "ID", description = "as queue list gives it") String id)
            throws Failure {
        var answer = ask("queue/" + encode(id));
        var out = spec.commandLine().getOut();
        if (mailgauge.json) {
            out.println(answer.text());
            return Exit.OK.code();
        }
        var message = answer.tree();
        out.println("id           " + Human.text(message.path("id")));
        out.println("from         <" + safe(message.path("reverse_path")) + ">");
        out.println("message-id   " + safe(message.path("message_id")));
        out.println("size         " + Human.octets(message.path("octets").asLong()));
        out.println(
                "arrived      "
                        + Human.text(message.path("arrived"))
                        + ", "
                        + Human.seconds(message.path("age_seconds"))
                        + " ago, by "
                        + safe(message.path("inbound"))
                        + " from "
                        + safe(message.path("client")));
        out.println("expires      " + Human.text(message.path("expires")));
        out.println("settled      " + Human.text(message.path("settled")) + " recipients");
        var table = new TextTable("TO", "STATE", "NEXT HOP", "WAITS FOR", "TRIES", "NEXT", "LAST");
        for (var waiting : message.path("recipients")) {
            table.row(
                    Human.text(waiting.path("path")),
                    Human.text(waiting.path("state")),
                    Human.text(waiting.path("next_hop")),
                    Human.text(waiting.path("reason")),
                    Human.text(waiting.path("attempts")),
                    Human.text(waiting.path("next_attempt")),
                    Human.text(waiting.path("last_reply")));
        }
        table.print(out);
        return Exit.OK.code();
    }

    private static String safe(JsonNode value) {
        return org.mailgauge.agent.conf.Text.printable(Human.text(value), 200);
    }

    private static String query(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + encode(value);
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}

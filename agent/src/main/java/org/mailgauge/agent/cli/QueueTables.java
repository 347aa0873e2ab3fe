package org.mailgauge.agent.cli;

import org.mailgauge.agent.conf.Text;

import tools.jackson.databind.JsonNode;

import java.io.PrintWriter;
import java.util.ArrayList;

/** Answers about the queue, as people read them. */
final class QueueTables {
    private static final int LINE = 2000;

    private QueueTables() {}

    static void list(JsonNode answer, PrintWriter out) {
        var table = messages();
        answer.path("messages").forEach(message -> row(table, message));
        if (table.isEmpty()) {
            out.println("nothing in the queue" + (answer.has("next") ? " here" : ""));
        } else {
            table.print(out);
        }
        if (answer.has("next")) {
            out.println("more: --after " + answer.path("next").asString());
        }
    }

    /** An empty table of messages. */
    static TextTable messages() {
        return new TextTable("ID", "STATE", "AGE", "SIZE", "FROM", "TO", "WAITS FOR", "NEXT");
    }

    /** Prints one page of a list below those before it. */
    static void page(TextTable table, JsonNode answer, PrintWriter out) {
        answer.path("messages").forEach(message -> row(table, message));
        if (!table.isEmpty()) {
            table.print(out);
        }
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

    /** The destinations as a table. */
    static void destinations(JsonNode summary, PrintWriter out) {
        var table =
                new TextTable(
                        "DESTINATION",
                        "MESSAGES",
                        "RECIPIENTS",
                        "SIZE",
                        "OLDEST",
                        "NEXT",
                        "EMPTY IN",
                        "LAST");
        for (var line : summary.path("destinations")) {
            table.row(
                    Human.text(line.path("domain")),
                    Human.text(line.path("messages")),
                    Human.text(line.path("recipients")),
                    Human.octets(line.path("octets").asLong()),
                    Human.seconds(line.path("age_seconds")),
                    Human.text(line.path("next_retry")),
                    drain(line),
                    Human.text(line.path("last_reply")));
        }
        if (table.isEmpty()) {
            out.println("nothing in the queue");
        } else {
            table.print(out);
        }
    }

    /** The forecast, and between what it lies with 95 percent; a dash when there is none. */
    static String drain(JsonNode line) {
        var forecast = line.path("drain_forecast_seconds");
        if (!forecast.isNumber()) {
            return "-";
        }
        var latest = line.path("drain_latest_seconds");
        return "%s (%s to %s)"
                .formatted(
                        Human.seconds(forecast),
                        Human.seconds(line.path("drain_earliest_seconds")),
                        latest.isNumber() ? Human.seconds(latest) : "never");
    }

    /** Recipients by destination and age in minutes. */
    static void matrix(JsonNode matrix, PrintWriter out) {
        var head = new ArrayList<String>();
        head.add("DESTINATION");
        head.add("ALL");
        var last = "0";
        for (var minutes : matrix.path("minutes")) {
            last = minutes.asString();
            head.add("<" + last);
        }
        head.add(last + "+");
        var table = new TextTable(head.toArray(String[]::new));
        table.row(profile("TOTAL", matrix.path("total")));
        for (var line : matrix.path("destinations")) {
            table.row(profile(Human.text(line.path("domain")), line));
        }
        table.print(out);
        int more = matrix.path("domains").asInt() - matrix.path("destinations").size();
        if (more > 0) {
            out.println("and " + more + " more destinations; see --limit");
        }
    }

    private static String[] profile(String name, JsonNode line) {
        var cells = new ArrayList<String>();
        cells.add(name);
        cells.add(Human.text(line.path("recipients")));
        line.path("by_age").forEach(count -> cells.add(Human.text(count)));
        return cells.toArray(String[]::new);
    }

    static void message(JsonNode message, PrintWriter out) {
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
    }

    private static String safe(JsonNode value) {
        return Text.printable(Human.text(value), 200);
    }

    /** One line each. */
    static void why(JsonNode answer, PrintWriter out) {
        if (answer.path("recipients").isEmpty()) {
            out.println("nothing in the queue");
        }
        for (var why : answer.path("recipients")) {
            out.println(
                    Human.text(why.path("id"))
                            + ": "
                            + Text.printable(Human.text(why.path("sentence")), LINE));
        }
    }

    static void pauses(JsonNode answer, PrintWriter out) {
        if (answer.path("incomplete").asBoolean()) {
            out.println(
                    "THE FILE OF PAUSES WAS DAMAGED: there may have been others than these; pause"
                            + " what should be");
        }
        var table = new TextTable("PAUSED", "NAME", "SINCE", "BY", "COMMENT");
        for (var pause : answer.path("pauses")) {
            table.row(
                    Human.text(pause.path("kind")),
                    Human.text(pause.path("name")),
                    Human.text(pause.path("since")),
                    Human.text(pause.path("by")),
                    Human.text(pause.path("comment")));
        }
        if (table.isEmpty()) {
            out.println("nothing is paused");
        } else {
            table.print(out);
        }
    }

    /** What an operation did, or would do. */
    static void effect(JsonNode effect, PrintWriter out) {
        boolean dry = effect.path("dry_run").asBoolean();
        out.println(
                Human.text(effect.path("operation"))
                        + (dry ? " would change " : " changed ")
                        + Human.text(effect.path("changed"))
                        + " of "
                        + Human.text(effect.path("matched"))
                        + " recipients that are meant, of "
                        + Human.text(effect.path("messages"))
                        + " messages");
        for (var skip : effect.path("skipped")) {
            out.println(
                    "skipped "
                            + Human.text(skip.path("recipients"))
                            + ", "
                            + Human.text(skip.path("text")));
        }
        if (!dry || effect.path("changed").asLong() == 0) {
            return;
        }
        var destinations = new TextTable("DESTINATION", "RECIPIENTS");
        for (var count : effect.path("destinations")) {
            destinations.row(
                    Human.text(count.path("domain")), Human.text(count.path("recipients")));
        }
        out.println();
        destinations.print(out);
        var first = new TextTable("ID", "TO", "STATE", "WAITS FOR");
        for (var touched : effect.path("first")) {
            first.row(
                    Human.text(touched.path("id")),
                    Human.text(touched.path("recipient")),
                    Human.text(touched.path("state")),
                    Human.text(touched.path("reason")));
        }
        out.println();
        first.print(out);
    }
}

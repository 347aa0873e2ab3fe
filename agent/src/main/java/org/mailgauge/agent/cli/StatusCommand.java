package org.mailgauge.agent.cli;

import org.mailgauge.agent.conf.Text;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/** {@code mailgauge status}: the health of the running server on one screen. */
@Command(name = "status", description = "The health of the running server on one screen.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class StatusCommand implements Callable<Integer> {
    private static final int DESTINATIONS = 10;

    @ParentCommand MailgaugeCommand mailgauge;
    @Spec CommandSpec spec;

    @Override
    public Integer call() throws Failure {
        var file = mailgauge.file();
        var config = Configs.forClient(file, spec.commandLine().getErr());
        var client = ApiClient.of(config, file);
        var status = client.get("status?after=now");
        var out = spec.commandLine().getOut();
        if (mailgauge.json) {
            out.println(status.text());
        } else {
            AlarmCommand.active(client.get("alarms").tree(), out);
            screen(status.tree(), out);
            if (hasQueue(status.tree())) {
                out.println();
                QueueTables.destinations(client.get("queue/summary?limit=10").tree(), out);
            }
        }
        return Exit.OK.code();
    }

    /** Whether an MTA of ours is among what is shown. */
    static boolean hasQueue(JsonNode status) {
        for (var application : status.path("applications")) {
            if (application.has("mta") && !application.path("watched").asBoolean(false)) {
                return true;
            }
        }
        return false;
    }

    private static void screen(JsonNode status, PrintWriter out) {
        out.println(
                "Mailgauge "
                        + Human.text(status.path("version"))
                        + " on "
                        + Human.text(status.path("hostname"))
                        + ", snapshot "
                        + Human.text(status.path("sequence"))
                        + " of "
                        + Human.text(status.path("taken_at")));
        for (var application : status.path("applications")) {
            out.println();
            application(application, out);
            waiting(application.path("destinations"), out);
        }
        collectors(status.path("collectors"), out);
    }

    /** Where mail of a watched MTA waits. */
    private static void waiting(JsonNode destinations, PrintWriter out) {
        var table =
                new TextTable("DESTINATION", "MESSAGES", "RECIPIENTS", "OLDEST", "NEXT", "LAST");
        int rows = 0;
        for (var line : destinations) {
            if (rows++ < DESTINATIONS) {
                table.row(
                        Human.text(line.path("domain")),
                        Human.text(line.path("messages")),
                        Human.text(line.path("recipients")),
                        Human.seconds(line.path("age_seconds")),
                        Human.seconds(line.path("next_retry_seconds")),
                        Human.text(line.path("last_reply")));
            }
        }
        if (!table.isEmpty()) {
            out.println();
            table.print(out);
        }
    }

    private static void collectors(JsonNode collectors, PrintWriter out) {
        var table = new TextTable("COLLECTOR", "STATE", "READ", "RECORDS", "GAPS", "PROBLEM");
        for (var line : collectors) {
            table.row(
                    Human.text(line.path("name")) + " " + Human.text(line.path("source")),
                    Human.text(line.path("status")),
                    Human.seconds(line.path("since_read_seconds")) + " ago",
                    Human.text(line.path("records")),
                    Human.text(line.path("gaps")),
                    Human.text(line.path("problem")));
        }
        if (!table.isEmpty()) {
            out.println();
            table.print(out);
        }
    }

    private static void application(JsonNode application, PrintWriter out) {
        out.println(
                Text.printable(Human.text(application.path("name")), 60)
                        + ": "
                        + Human.text(application.path("status"))
                        + " for "
                        + Human.seconds(application.path("uptime_seconds"))
                        + ", associations "
                        + Human.text(application.path("inbound_associations"))
                        + " in, "
                        + Human.text(application.path("outbound_associations"))
                        + " out");
        var access = application.path("access");
        if (!access.isMissingNode()) {
            access(access, out);
        }
        var mta = application.path("mta");
        if (mta.isMissingNode()) {
            return;
        }
        var totals = new TextTable("", "MESSAGES", "RECIPIENTS", "VOLUME");
        for (var kind : new String[] {"received", "stored", "transmitted"}) {
            totals.row(
                    kind,
                    Human.text(mta.path(kind + "_messages")),
                    Human.text(mta.path(kind + "_recipients")),
                    mta.has(kind + "_octets")
                            ? Human.octets(mta.path(kind + "_octets").asLong())
                            : "-");
        }
        totals.print(out);
        long imbalance = mta.path("imbalance_recipients").asLong();
        if (imbalance != 0) {
            out.println(
                    "THE BOOKS DO NOT BALANCE: "
                            + imbalance
                            + " recipients are not accounted for; please report this");
        }
        out.println();
        groups(mta.path("groups"), out);
    }

    private static void access(JsonNode access, PrintWriter out) {
        long all = 0;
        for (var count : access.path("logins")) {
            all += count.asLong();
        }
        long accepted = access.path("logins").path("accepted").asLong();
        out.println(
                "logins: "
                        + accepted
                        + ", not accepted: "
                        + (all - accepted)
                        + "; retrieved: "
                        + messages(access, "retrieved")
                        + "; appended: "
                        + messages(access, "appended")
                        + "; deleted: "
                        + messages(access, "deleted"));
    }

    private static String messages(JsonNode access, String what) {
        return Human.text(access.path(what + "_messages"))
                + " messages, "
                + Human.octets(access.path(what + "_octets").asLong());
    }

    private static void groups(JsonNode groups, PrintWriter out) {
        var table =
                new TextTable(
                        "GROUP",
                        "RECEIVED",
                        "STORED",
                        "TRANSMITTED",
                        "OLDEST",
                        "NEXT",
                        "LAST FAILURE");
        for (var group : groups) {
            table.row(
                    Human.text(group.path("name")),
                    Human.text(group.path("received_messages")),
                    Human.text(group.path("stored_messages")),
                    Human.text(group.path("transmitted_messages")),
                    Human.seconds(group.path("oldest_message_age_seconds")),
                    Human.seconds(group.path("scheduled_retry_seconds")),
                    Human.text(group.path("outbound_failure_reason")));
        }
        table.print(out);
    }
}

package org.mailgauge.agent.cli;

import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.port.Time;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The server by its own account, and the means that it has. */
final class DoctorServer {
    private static final Duration SKEW = Duration.ofSeconds(5);
    private static final Duration FUTURE = Duration.ofMinutes(1);
    private static final int PLENTY = 5;
    private static final int FEW_FILES = 4096;
    private static final int MOST_LINES = 20;

    private final AgentConfig config;
    private final ApiClient client;
    private final Time time;
    private final Duration stuckAfter;
    private final List<Finding> all = new ArrayList<>();

    DoctorServer(AgentConfig config, ApiClient client, Time time, Duration stuckAfter) {
        this.config = config;
        this.client = client;
        this.time = time;
        this.stuckAfter = stuckAfter;
    }

    List<Finding> all() {
        try {
            var status = client.get("status?after=now").tree();
            applications(status);
            clock(status);
            disk(status.path("health"));
            files(status.path("process_id"));
            var alarms = client.get("alarms").tree();
            alarms(alarms);
            if (StatusCommand.hasQueue(status)) {
                queue(alarms);
            }
        } catch (Failure failure) {
            all.add(Finding.fail("server", failure.line(), ""));
        }
        return all;
    }

    private void applications(JsonNode status) {
        for (var application : status.path("applications")) {
            var state = Human.text(application.path("status"));
            var name = Human.text(application.path("name"));
            all.add(
                    state.equals("up")
                            ? Finding.ok(
                                    "status",
                                    name
                                            + " is up for "
                                            + Human.seconds(application.path("uptime_seconds")))
                            : Finding.warn(
                                    "status", name + " is " + state, "see the server's log"));
            long imbalance = application.path("mta").path("imbalance_recipients").asLong();
            if (imbalance != 0) {
                all.add(
                        Finding.fail(
                                "books",
                                imbalance + " recipients are not accounted for",
                                "this is a defect of ours: please report it"));
            }
        }
    }

    private void clock(JsonNode status) {
        var now = time.wall();
        var taken = Instant.parse(status.path("taken_at").asString());
        var skew = Duration.between(taken, now).abs();
        if (skew.compareTo(SKEW) > 0 && taken.isAfter(now)) {
            all.add(
                    Finding.fail(
                            "clock",
                            "the wall clock went back: the snapshot of now is of " + taken,
                            "see that one service, and one only, sets the clock"));
            return;
        }
        var newest = newest();
        all.add(
                newest.isAfter(now.plus(FUTURE))
                        ? Finding.warn(
                                "clock",
                                "a file in data-dir is of " + newest + ", in the future",
                                "see that one service, and one only, sets the clock")
                        : Finding.ok("clock", "nothing in data-dir is of the future"));
    }

    private Instant newest() {
        var newest = Instant.EPOCH;
        try (var files = Files.list(config.dataDir())) {
            for (var file : files.toList()) {
                var of = Files.getLastModifiedTime(file).toInstant();
                newest = of.isAfter(newest) ? of : newest;
            }
        } catch (IOException _) {
            // Not ours to read, or a file went away meanwhile: what was seen is enough.
        }
        return newest;
    }

    private void disk(JsonNode health) {
        var queue = config.mta().queue();
        room(
                "disk",
                health.path("disk_free_bytes"),
                queue.reserveOctets(),
                Human.octets(health.path("disk_free_bytes").asLong()),
                "queue.reserve-size");
        room(
                "inodes",
                health.path("disk_free_inodes"),
                queue.reserveInodes(),
                Human.text(health.path("disk_free_inodes")) + " inodes",
                "queue.reserve-inodes");
    }

    private void room(String check, JsonNode free, long reserve, String shown, String key) {
        if (!free.isNumber()) {
            return;
        }
        var text = shown + " free in data-dir";
        if (free.asDouble() <= reserve) {
            all.add(
                    Finding.fail(
                            check, text + ": mail is answered 452", "make room, or lower " + key));
        } else if (free.asDouble() < (double) reserve * PLENTY) {
            all.add(Finding.warn(check, text, "make room: below " + key + " mail gets 452"));
        } else {
            all.add(Finding.ok(check, text));
        }
    }

    private void files(JsonNode process) {
        var folder = Path.of("/proc", process.asString("-"));
        try (var open = Files.list(folder.resolve("fd"))) {
            long used = open.count();
            long limit =
                    Files.readAllLines(folder.resolve("limits")).stream()
                            .filter(line -> line.startsWith("Max open files"))
                            .map(line -> line.split("  +", -1)[1])
                            .mapToLong(DoctorServer::number)
                            .findFirst()
                            .orElse(Long.MAX_VALUE);
            var text = used + " of " + (limit == Long.MAX_VALUE ? "any" : limit) + " open files";
            all.add(
                    limit < FEW_FILES || used > limit - limit / 5
                            ? Finding.warn(
                                    "files",
                                    text,
                                    "raise the limit (LimitNOFILE=, ulimit -n): fewer connections"
                                            + " are taken")
                            : Finding.ok("files", text));
        } catch (IOException _) {
            all.add(
                    Finding.warn(
                            "files",
                            "the limit of open files is not to be seen from here",
                            "run this as the account that runs the server"));
        }
    }

    private static long number(String text) {
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : Long.MAX_VALUE;
    }

    private void alarms(JsonNode alarms) {
        for (var way : alarms.path("ways")) {
            var text =
                    "%s: %s sent, %s dropped, %s wait"
                            .formatted(
                                    Human.text(way.path("name")),
                                    Human.text(way.path("sent")),
                                    Human.text(way.path("dropped")),
                                    Human.text(way.path("waiting")));
            all.add(
                    way.has("trouble")
                            ? Finding.warn(
                                    "ways",
                                    text + "; " + Human.text(way.path("trouble")),
                                    "mend the receiver: alarms do not get through")
                            : Finding.ok("ways", text));
        }
        int active = alarms.path("alarms").size();
        all.add(
                active == 0
                        ? Finding.ok("alarms", "none is active")
                        : Finding.warn("alarms", active + " active", "see: mailgauge alarm list"));
    }

    private void queue(JsonNode alarms) throws Failure {
        var destinations = client.get("queue/summary?limit=1000").tree().path("destinations");
        int stuck = 0;
        for (var line : destinations) {
            boolean old = line.path("age_seconds").asDouble() >= stuckAfter.toSeconds();
            if (old && line.has("last_reply") && ++stuck <= MOST_LINES) {
                all.add(stuck(line, alarms));
            }
        }
        if (stuck > MOST_LINES) {
            all.add(
                    Finding.warn(
                            "queue",
                            "and " + (stuck - MOST_LINES) + " more destinations are stuck",
                            "see: mailgauge queue summary --limit 1000"));
        }
        if (stuck == 0) {
            all.add(Finding.ok("queue", destinations.size() + " destinations wait, none is stuck"));
        }
    }

    /** Which, since when, why, when next, and when it will be over. */
    private Finding stuck(JsonNode line, JsonNode alarms) throws Failure {
        var domain = Human.text(line.path("domain"));
        var failing = failing(domain, alarms);
        return Finding.warn(
                "queue",
                "%s: %s recipients wait, the oldest since %s (%s); last reply: %s; next attempt %s; %s"
                        .formatted(
                                domain,
                                Human.text(line.path("recipients")),
                                Human.text(line.path("oldest")),
                                Human.seconds(line.path("age_seconds")),
                                Human.text(line.path("last_reply")),
                                line.has("next_retry")
                                        ? Human.text(line.path("next_retry"))
                                        : "is not set",
                                failing ? "no forecast, for none gets through" : forecast(line)),
                "see: mailgauge queue why --destination "
                        + URLEncoder.encode(domain, StandardCharsets.UTF_8)
                        + " --limit 5");
    }

    private static boolean failing(String domain, JsonNode alarms) {
        for (var alarm : alarms.path("alarms")) {
            if (alarm.path("kind").asString().equals("destination-failing")
                    && alarm.path("subject").asString().equals(domain)) {
                return true;
            }
        }
        return false;
    }

    private static String forecast(JsonNode line) {
        return line.has("drain_forecast_seconds")
                ? "empty in " + QueueTables.drain(line)
                : "no forecast is known";
    }
}

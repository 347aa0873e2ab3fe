package org.mailgauge.agent.admin;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.Mailbox;
import org.mailgauge.address.ReversePath;
import org.mailgauge.agent.HandMade;
import org.mailgauge.agent.alarm.Alarms;
import org.mailgauge.agent.alarm.Rules;
import org.mailgauge.agent.conf.AlarmConfig;
import org.mailgauge.agent.metrics.MetricsPage;
import org.mailgauge.observe.ReplyClass;
import org.mailgauge.observe.SnapshotSource;
import org.mailgauge.queue.Effect;
import org.mailgauge.queue.Envelope;
import org.mailgauge.queue.Operation;
import org.mailgauge.queue.Pause;
import org.mailgauge.queue.Pauses;
import org.mailgauge.queue.QueueControl;
import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.QueueView;
import org.mailgauge.queue.RecipientState;
import org.mailgauge.queue.Selection;
import org.mailgauge.queue.WaitReason;
import org.mailgauge.queue.Why;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimTasks;
import org.mailgauge.sim.SimTime;
import org.mailgauge.smtp.SmtpReply;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A queue with one message; every text of others is the given one. */
public final class OneQueue implements QueueView, QueueControl {
    final Scripted reloading = new Scripted();
    public static final QueueId ID = new QueueId(77, 88);

    private final String hostile;
    @Nullable Selection asked;
    final List<String> operated = new ArrayList<>();
    final List<Pause> pauses = new ArrayList<>();
    final SimDisk disk = new SimDisk();
    final SimTasks tasks = new SimTasks();
    final SimTime time = new SimTime();

    public OneQueue(String hostile) {
        this.hostile = hostile;
    }

    private SmtpReply reply() {
        return SmtpReply.of(451, 4, 1, hostile);
    }

    @Override
    public Page list(Selection selection, @Nullable String after, int limit) {
        asked = selection;
        if (after != null && !after.equals("m")) {
            throw new IllegalArgumentException(after);
        }
        var row =
                new Row(
                        ID,
                        RecipientState.DEFERRED,
                        hostile,
                        hostile,
                        3,
                        1234,
                        HandMade.WALL,
                        Duration.ofSeconds(90),
                        "smtp-out",
                        WaitReason.PUT_OFF,
                        HandMade.WALL.plusSeconds(60),
                        reply(),
                        ReplyClass.HOST_UNREACHABLE);
        return new Page(List.of(row), after == null ? "m" : null);
    }

    @Override
    public List<Destination> summary(int limit) {
        return List.of(
                new Destination(
                        hostile,
                        "other",
                        List.of("smtp-out"),
                        7,
                        8,
                        7001,
                        HandMade.WALL,
                        Duration.ofSeconds(90),
                        null,
                        reply()));
    }

    @Override
    public Optional<Detail> show(QueueId id) {
        if (!id.equals(ID)) {
            return Optional.empty();
        }
        var path = new ForwardPath(new Mailbox("b", "b.test"));
        var envelope =
                new Envelope(
                        new ReversePath.Null(),
                        List.of(path),
                        HandMade.WALL,
                        "smtp-in",
                        hostile,
                        false,
                        hostile);
        var waiting =
                new Waiting(
                        0,
                        "b@b.test",
                        RecipientState.DEFERRED,
                        "smtp-out",
                        "smtp:[h]:25",
                        WaitReason.PUT_OFF,
                        2,
                        HandMade.WALL,
                        reply(),
                        ReplyClass.HOST_UNREACHABLE);
        return Optional.of(
                new Detail(
                        ID,
                        envelope,
                        1234,
                        Duration.ofSeconds(90),
                        HandMade.WALL,
                        List.of(waiting),
                        0));
    }

    @Override
    public Matrix matrix(int limit) {
        var counts = List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        return new Matrix(
                List.of(5, 10, 20, 40, 80, 160, 320, 640, 1280),
                new Profile("", 55, counts),
                List.of(new Profile(hostile, 55, counts)),
                3);
    }

    @Override
    public List<Why> why(Selection selection, int limit) {
        asked = selection;
        return show(ID).orElseThrow().recipients().stream()
                .map(
                        waiting ->
                                new Why(
                                        ID,
                                        waiting,
                                        HandMade.WALL,
                                        null,
                                        Why.Next.ATTEMPT,
                                        HandMade.WALL,
                                        null,
                                        hostile))
                .toList();
    }

    @Override
    public Effect operate(
            Operation operation, Selection selection, SmtpReply reply, boolean dryRun) {
        asked = selection;
        operated.add(operation.label() + (dryRun ? " dry " : " ") + reply.lines());
        return new Effect(
                operation,
                dryRun,
                selection.ids().isEmpty() || selection.ids().contains(ID) ? 1 : 0,
                2,
                1,
                Map.of(Operation.Skip.IN_DELIVERY, 1L),
                List.of(new Effect.Count(hostile, 1)),
                List.of(
                        new Effect.Touched(
                                ID, hostile, RecipientState.DEFERRED, WaitReason.PUT_OFF)),
                true,
                true);
    }

    @Override
    public Pauses.Change pause(Pause pause) {
        operated.add("pause " + pause.kind().label() + " " + pause.name() + " " + pause.by());
        boolean was = !pauses.isEmpty();
        pauses.add(pause);
        return new Pauses.Change(was, true);
    }

    @Override
    public Pauses.Change resume(Pause.Kind kind, String name) {
        operated.add("resume " + kind.label() + " " + name);
        boolean was = pauses.removeIf(pause -> pause.name().equals(name));
        return new Pauses.Change(was, true);
    }

    @Override
    public Paused paused() {
        return new Paused(pauses, false, List.of("smtp-out"));
    }

    /** What a reload does; to be set by a test. */
    static final class Scripted implements Reloading {
        Outcome outcome = new Outcome.Unreadable("no file");
        int reloads;

        @Override
        public Path file() {
            return Path.of("m.yaml");
        }

        @Override
        public Outcome reload() {
            reloads++;
            return outcome;
        }
    }

    /** What a site shows and changes: this queue, with an audit log on a simulated disk. */
    static Site.Shows shows(
            SnapshotSource source, OneQueue queue, MetricsPage metrics, String hostname) {
        var audit = new AuditLog(queue.disk, queue.tasks, queue.time);
        return new Site.Shows(
                source,
                queue,
                queue,
                audit,
                new Reloads(audit, queue.reloading),
                queue.alarms(source),
                metrics,
                hostname);
    }

    /** Alarms about too much that is stored. */
    private Alarms alarms(SnapshotSource source) {
        var rule =
                new AlarmConfig.Rule(
                        "",
                        "stored",
                        "*",
                        AlarmConfig.Level.MAJOR,
                        5,
                        2,
                        Duration.ZERO,
                        Duration.ZERO,
                        0);
        try {
            return Alarms.open(
                    new Alarms.Parts(time, disk, tasks),
                    Rules.of(new AlarmConfig(false, List.of(rule)), 1, 1),
                    source,
                    List.of(),
                    List.of());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

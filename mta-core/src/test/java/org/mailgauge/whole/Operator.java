package org.mailgauge.whole;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.mailgauge.queue.Criterion;
import org.mailgauge.queue.MailQueue;
import org.mailgauge.queue.Operation;
import org.mailgauge.queue.Pause;
import org.mailgauge.queue.QueueView;
import org.mailgauge.queue.Selection;
import org.mailgauge.queue.WaitReason;
import org.mailgauge.smtp.SmtpReply;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The operator of a world, who does at random moments whatever may be done to a live queue, one
 * thing at a time, and knows what may have come of it.
 */
final class Operator {
    private static final String RELAY = "smtp-out";
    private static final String LOCAL = "local";

    private record Place(Pause.Kind kind, String name) {}

    /**
     * Whom an operation means: as the MTA is told, and as the world knows.
     *
     * @param exact whether the MTA means all of those
     */
    private record Meant(Selection selection, Predicate<Oracle.Recipient> by, boolean exact) {}

    private static final Meant ALL = new Meant(Selection.ALL, _ -> true, true);

    private final World world;
    private final Oracle oracle;
    private final SplittableRandom random;
    private final Map<Place, Boolean> paused = new LinkedHashMap<>();
    private boolean busy;

    /** Marks whom the operation under way may have met by now. */
    private Runnable met = () -> {};

    /** An operation or a change of pauses was cut off: nobody knows how far it had come. */
    private boolean unclear;

    private long deletedInLife;
    private long ended;

    Operator(World world, SplittableRandom random) {
        this.world = world;
        this.oracle = world.oracle;
        this.random = random;
    }

    // --- doing

    /** Does one thing, in a thread of the MTA. */
    void act() {
        if (!ready()) {
            return;
        }
        var place = place();
        switch (random.nextInt(13)) {
            case 0, 1, 2 -> operate(Operation.HOLD, some());
            case 3, 4, 5 -> operate(Operation.RELEASE, some());
            case 6, 7, 8 -> operate(Operation.RETRY, some());
            case 9 -> operate(Operation.BOUNCE, some());
            case 10 -> operate(Operation.DELETE, some());
            case 11 -> pause(place);
            default -> resume(place);
        }
    }

    /** Lets all go that is held or paused. */
    void letGo() {
        if (!ready()) {
            return;
        }
        for (var place : paused.keySet()) {
            if (isPaused(place)) {
                resume(place);
                return; // the rest another time
            }
        }
        operate(Operation.RELEASE, ALL);
    }

    private boolean ready() {
        return !busy && world.isUp() && !world.life().stopping() && world.life().healthy();
    }

    private Place place() {
        var names = hops();
        return random.nextInt(4) == 0
                ? new Place(Pause.Kind.CHANNEL, random.nextInt(3) == 0 ? LOCAL : RELAY)
                : new Place(Pause.Kind.DESTINATION, names.get(random.nextInt(names.size())));
    }

    private List<String> hops() {
        var hops = new ArrayList<>(world.peers.keySet());
        hops.add(Boxes.DOMAIN);
        return hops;
    }

    private Meant some() {
        var hops = hops();
        var hop = hops.get(random.nextInt(hops.size()));
        var recipients = List.copyOf(oracle.recipients.values());
        return switch (random.nextInt(5)) {
            case 0 -> ALL;
            case 1 ->
                    new Meant(
                            Selection.of(new Criterion.Reason(WaitReason.PUT_OFF)),
                            _ -> true,
                            false);
            case 2 ->
                    new Meant(
                            Selection.of(
                                    new Criterion.Destination(hop),
                                    new Criterion.AttemptsAtLeast(1)),
                            one -> one.hop.equals(hop),
                            false);
            case 3 ->
                    recipients.isEmpty()
                            ? meant(hop)
                            : meant(recipients.get(random.nextInt(recipients.size())));
            default -> meant(hop);
        };
    }

    private static Meant meant(String hop) {
        return new Meant(
                Selection.of(new Criterion.Destination(hop)), one -> one.hop.equals(hop), true);
    }

    private static Meant meant(Oracle.Recipient recipient) {
        int at = recipient.path.indexOf('@');
        return new Meant(
                Selection.of(
                        new Criterion.Recipient(recipient.path.substring(0, at), recipient.hop)),
                one -> one.equals(recipient),
                true);
    }

    private void operate(Operation operation, Meant meant) {
        run(
                () -> meant(meant).forEach(one -> meets(operation, one)),
                () -> {
                    oracle.trace(() -> operation + " " + meant.selection);
                    met.run();
                    oracle.bounces |= operation == Operation.BOUNCE;
                    oracle.refusalsUnclear |= operation == Operation.BOUNCE;
                    var effect =
                            world.life()
                                    .server()
                                    .queueControl()
                                    .operate(
                                            operation,
                                            meant.selection,
                                            MailQueue.BY_OPERATOR,
                                            false);
                    oracle.trace(() -> "did " + effect);
                    long skipped =
                            effect.skipped().values().stream().mapToLong(Long::longValue).sum();
                    assertEquals(effect.matched(), effect.changed() + skipped, "effect");
                    boolean ends = operation == Operation.BOUNCE || operation == Operation.DELETE;
                    ended += ends ? effect.changed() : 0;
                    deletedInLife += operation == Operation.DELETE ? effect.changed() : 0;
                    unclear |= !effect.complete();
                    met.run(); // also mail that has come meanwhile
                    if (meant.exact
                            && operation == Operation.RELEASE
                            && effect.complete()
                            && effect.durable()) {
                        meant(meant).forEach(one -> one.mayBeHeld = false);
                    }
                    world.tally.operated += (int) effect.changed();
                });
    }

    private List<Oracle.Recipient> meant(Meant meant) {
        return all().filter(meant.by).toList();
    }

    /** The recipients of mail, and those of reports. */
    private Stream<Oracle.Recipient> all() {
        return Stream.concat(
                oracle.recipients.values().stream(),
                oracle.messages.values().stream().map(message -> message.reports));
    }

    private void meets(Operation operation, Oracle.Recipient recipient) {
        recipient.operations++;
        switch (operation) {
            case HOLD -> {
                recipient.mayBeHeld = true;
                recipient.mayHaveBeenHeld = true;
            }
            case RELEASE -> recipient.held = -1;
            case BOUNCE -> {
                recipient.held = -1;
                recipient.givenUp = oracle.now();
            }
            case DELETE -> {
                recipient.held = -1;
                recipient.deleted = oracle.now();
            }
            case RETRY -> {}
        }
    }

    private void pause(Place place) {
        change(place, true);
    }

    private void resume(Place place) {
        change(place, false);
    }

    private void change(Place place, boolean to) {
        run(
                () -> touch(place),
                () -> {
                    met.run();
                    oracle.trace(() -> (to ? "pause " : "resume ") + place);
                    var control = world.life().server().queueControl();
                    var made =
                            to
                                    ? control.pause(
                                            new Pause(
                                                    place.kind,
                                                    place.name,
                                                    "",
                                                    "op",
                                                    world.time.wall()))
                                    : control.resume(place.kind, place.name);
                    assertEquals(isPaused(place), made.was(), () -> place + " was paused");
                    paused.put(place, to);
                    unclear |= !made.durable();
                    met.run();
                });
    }

    private void touch(Place place) {
        all().filter(one -> isOf(place, one)).forEach(one -> one.operations++);
    }

    private static boolean isOf(Place place, Oracle.Recipient recipient) {
        var name =
                switch (place.kind) {
                    case CHANNEL -> recipient.isLocal() ? LOCAL : RELAY;
                    case DESTINATION -> recipient.hop;
                };
        return place.name.equals(name);
    }

    private void run(Runnable meets, Runnable what) {
        busy = true;
        met = meets;
        int life = oracle.life;
        world.life()
                .task(
                        "operator",
                        () -> {
                            what.run();
                            busy &= life != oracle.life;
                        });
    }

    private boolean isPaused(Place place) {
        return paused.getOrDefault(place, false);
    }

    // --- over restarts

    /** A life begins: what was answered as durable holds still. */
    void begin() {
        boolean known = !busy && !unclear && !oracle.diskFailed;
        if (busy) {
            met.run();
        }
        busy = false;
        deletedInLife = 0;
        unclear |= !known;
        for (var recipient : oracle.recipients.values()) {
            if (recipient.held >= 0 && oracle.forgotten(recipient.held)) {
                recipient.held = -1;
            }
        }
        var found = new ArrayList<Place>();
        for (var pause : world.life().server().queueControl().paused().pauses()) {
            found.add(new Place(pause.kind(), pause.name()));
        }
        if (known) {
            var kept = paused.keySet().stream().filter(this::isPaused).toList();
            assertTrue(
                    found.containsAll(kept) && kept.containsAll(found),
                    () -> "paused " + kept + ", found " + found);
        }
        paused.clear();
        found.forEach(place -> paused.put(place, true));
    }

    // --- judging

    /** Whether something is under way, so that it is not known yet whom it has met. */
    boolean busy() {
        return busy;
    }

    /** What was done to the stored ones, and to those that have left. */
    void judge(
            Map<String, QueueView.Waiting> stored, long deleted, Predicate<Oracle.Recipient> over) {
        assertEquals("", String.join("\n", oracle.contradictions), "nothing held goes out");
        if (busy) {
            return;
        }
        assertEquals(deletedInLife, deleted, "deleted recipients");
        long gone = 0;
        for (var recipient : oracle.recipients.values()) {
            var waiting = stored.get(recipient.path);
            if (waiting != null) {
                judge(recipient, waiting);
            } else {
                recipient.held = -1;
                boolean lost =
                        recipient.fate() == Oracle.Fate.ACKNOWLEDGED && !over.test(recipient);
                gone += lost ? 1 : 0;
            }
        }
        long left = gone;
        assertTrue(unclear || left <= ended, () -> left + " are gone, " + ended + " were ended");
    }

    private void judge(Oracle.Recipient recipient, QueueView.Waiting waiting) {
        judgeReason(recipient, waiting);
        boolean held = waiting.reason() == WaitReason.HELD_BY_OPERATOR;
        assertTrue(held || recipient.held < 0, () -> "was held: " + waiting);
        if (held && recipient.held < 0) {
            recipient.held = oracle.now();
        }
    }

    /** Whether one that is stored, of mail or of a report, waits as the operator wants. */
    void judgeReason(Oracle.Recipient recipient, QueueView.Waiting waiting) {
        if (busy) {
            return;
        }
        boolean stopped =
                paused.keySet().stream().anyMatch(one -> isPaused(one) && isOf(one, recipient));
        boolean ok =
                switch (waiting.reason()) {
                    case PAUSED -> stopped;
                    case HELD_BY_OPERATOR -> recipient.mayBeHeld;
                    case IN_DELIVERY, REPORT_BEING_WRITTEN -> true;
                    default -> !stopped;
                };
        assertTrue(ok, () -> "stopped: " + stopped + ", " + waiting);
    }

    /** Whether a reply of a recipient that is given up may be the operator's. */
    static boolean said(Oracle.Recipient recipient, SmtpReply reply) {
        return recipient.givenUp >= 0 && reply.equals(MailQueue.BY_OPERATOR);
    }
}

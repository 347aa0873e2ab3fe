package org.mailgauge.observe;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Time;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The totals of a ledger as {@link StateText}. A group's lines follow the line that names it. */
final class LedgerText {
    private static final String SINCE = "since";
    private static final int MTA = 19;
    private static final int ASSOCIATIONS = 4;
    private static final int GROUP = 16;

    private final StateText text;

    LedgerText(Time time) {
        text = new StateText(time);
    }

    // --- writing

    void whole(
            MtaTotals mta,
            AssociationTotals application,
            @Nullable Long since,
            Consumer<String> lines) {
        lines.accept(line(SINCE, text.moment(since)));
        lines.accept(line("mta", StateText.numbers(mta.totals())));
        associations("application", application, lines);
    }

    void group(GroupRegistry.Was was, GroupTotals totals, Consumer<String> lines) {
        lines.accept(
                line(
                        "group",
                        was.scope().name(),
                        StateText.quoted(was.name()),
                        was.kind().name(),
                        StateText.quoted(was.description()),
                        Integer.toString(was.port()),
                        text.moment(was.createdTicks())));
        lines.accept(line("counts", StateText.numbers(totals.totals())));
        associations("associations", totals.associations, lines);
        for (var row : totals.errors.rows()) {
            lines.accept(
                    line(
                            "error",
                            StateText.numbers(
                                    row.statusCode(),
                                    row.inbound(),
                                    row.internal(),
                                    row.outbound())));
        }
        totals.deferrals.totals(
                (of, recipients) ->
                        lines.accept(line("deferral", of.label(), Long.toString(recipients))));
        totals.latencies()
                .forEach(
                        (stage, of) ->
                                lines.accept(
                                        line(
                                                "latency",
                                                stage.label(),
                                                StateText.numbers(of.count(), of.totalNanos()))));
    }

    private void associations(String word, AssociationTotals of, Consumer<String> lines) {
        lines.accept(
                line(
                        word,
                        StateText.numbers(of.totals()),
                        text.moment(of.lastInbound),
                        text.moment(of.lastOutbound),
                        text.moment(of.lastAttempt),
                        StateText.quoted(of.rejectionReason),
                        StateText.quoted(of.failureReason)));
    }

    /** Words that are quoted already. */
    private static String line(String... words) {
        return String.join("\t", words);
    }

    // --- reading

    /** The groups that are named. */
    List<GroupRegistry.Was> groups(List<String> lines) {
        return lines.stream()
                .map(text::words)
                .filter(words -> words.first().equals("group"))
                .map(this::group)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Since when the totals go on without a break. */
    @Nullable Long since(List<String> lines) {
        for (var line : lines) {
            var words = text.words(line);
            if (words.first().equals(SINCE)) {
                return words.ticks(1);
            }
        }
        return null;
    }

    /**
     * Takes what lines tell.
     *
     * @return how many tell nothing that is known
     */
    int goOn(
            List<String> lines,
            MtaTotals mta,
            AssociationTotals application,
            Map<GroupRegistry.Was, MtaGroup> known,
            Function<MtaGroup, GroupTotals> totals) {
        var byName = new HashMap<String, MtaGroup>();
        known.forEach((was, group) -> byName.put(was.scope() + " " + was.name(), group));
        GroupTotals of = null;
        int unknown = 0;
        for (var line : lines) {
            var words = text.words(line);
            boolean taken;
            if (words.first().equals("group")) {
                var group = group(words).map(was -> byName.get(was.scope() + " " + was.name()));
                of = group.map(totals).orElse(null);
                taken = group.isPresent();
            } else {
                taken = whole(words, mta, application) || (of != null && part(words, of));
            }
            unknown += taken ? 0 : 1;
        }
        return unknown;
    }

    private boolean whole(StateText.Words words, MtaTotals mta, AssociationTotals application) {
        return switch (words.first()) {
            case "mta" -> words.give(1, MTA, mta::goOn);
            case "application" -> associations(words, application);
            case SINCE -> true;
            default -> false;
        };
    }

    private boolean part(StateText.Words words, GroupTotals of) {
        return switch (words.first()) {
            case "counts" -> words.give(1, GROUP, of::goOn);
            case "associations" -> associations(words, of.associations);
            case "error" ->
                    words.give(
                            1,
                            4,
                            n ->
                                    of.errors.goOn(
                                            new MtaSnapshot.ErrorRow(
                                                    (int) n[0], n[1], n[2], n[3])));
            case "deferral" ->
                    ReplyClass.of(words.text(1))
                            .map(one -> words.give(2, 1, n -> of.deferrals.goOn(one, n[0])))
                            .orElse(false);
            case "latency" ->
                    stage(words.text(1))
                            .map(one -> words.give(2, 2, n -> of.goOn(one, n[0], n[1])))
                            .orElse(false);
            default -> false;
        };
    }

    private boolean associations(StateText.Words words, AssociationTotals of) {
        if (!words.give(1, ASSOCIATIONS, of::goOn)) {
            return false;
        }
        of.lastInbound = words.ticks(ASSOCIATIONS + 1);
        of.lastOutbound = words.ticks(ASSOCIATIONS + 2);
        of.lastAttempt = words.ticks(ASSOCIATIONS + 3);
        of.rejectionReason = words.text(ASSOCIATIONS + 4);
        of.failureReason = words.text(ASSOCIATIONS + 5);
        return true;
    }

    private Optional<GroupRegistry.Was> group(StateText.Words words) {
        var scope = constant(IndexStore.Scope.values(), words.text(1));
        var kind = constant(MtaGroup.Kind.values(), words.text(3));
        var port = words.number(5);
        var created = words.ticks(6);
        if (scope.isEmpty() || kind.isEmpty() || port == null || created == null) {
            return Optional.empty();
        }
        return Optional.of(
                new GroupRegistry.Was(
                        scope.get(),
                        words.text(2),
                        kind.get(),
                        words.text(4),
                        port.intValue(),
                        created));
    }

    private static <E extends Enum<E>> Optional<E> constant(E[] all, String name) {
        return Arrays.stream(all).filter(one -> one.name().equals(name)).findFirst();
    }

    private static Optional<LatencyStage> stage(String label) {
        return Arrays.stream(LatencyStage.values())
                .filter(one -> one.label().equals(label))
                .findFirst();
    }
}

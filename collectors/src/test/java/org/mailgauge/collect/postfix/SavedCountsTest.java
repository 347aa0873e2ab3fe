package org.mailgauge.collect.postfix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.mailgauge.observe.MtaSnapshot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** A line counts once, however often the program is started again between two lines. */
class SavedCountsTest {
    private static final int SEEDS = 320;
    private static final int CUTS = 4;
    private static final Duration STEP = Duration.ofMillis(250);

    @Test
    void countsGoOnWhereTheyWereSaved() {
        for (int seed = 0; seed < SEEDS; seed++) {
            var log = new RandomLog(seed).lines(40 + seed % 50);
            var whole = played(log, List.of());
            var cuts = new ArrayList<Integer>();
            var random = new Random(seed);
            for (int i = 0; i < CUTS; i++) {
                cuts.add(random.nextInt(log.size()));
            }
            assertEquals(whole, played(log, cuts), "seed " + seed + " cut before " + cuts);
        }
    }

    @Test
    void countsGoOnFromEveryLine() {
        for (int seed = 0; seed < 8; seed++) {
            var log = new RandomLog(seed).lines(30);
            var whole = played(log, List.of());
            for (int cut = 0; cut < log.size(); cut++) {
                assertEquals(
                        whole,
                        played(log, List.of(cut)),
                        "seed " + seed + " cut before " + log.get(cut));
            }
        }
    }

    @Test
    void theLogsAreNotTrivial() {
        var texts = new StringBuilder();
        for (int seed = 0; seed < 40; seed++) {
            texts.append(played(new RandomLog(seed).lines(120), List.of()));
        }
        for (var word :
                List.of(
                        "open=",
                        "users=",
                        "refused=",
                        "rejected=",
                        "failed=",
                        "generated=",
                        "relayed=",
                        "delivered=",
                        "bounced=",
                        "expired=",
                        "deleted=",
                        "discarded=",
                        "loops=",
                        "greylisted=",
                        "sasl_failures=")) {
            assertEquals(true, texts.indexOf(word) >= 0, word);
        }
    }

    private static String played(List<String> log, List<Integer> cuts) {
        var player = new Player();
        for (int i = 0; i < log.size(); i++) {
            player.time().advance(STEP);
            if (cuts.contains(i)) {
                player = player.again();
            }
            player.line(log.get(i));
        }
        return everything(player);
    }

    /** All that is told at the end, but for what is of the last minutes only. */
    private static String everything(Player player) {
        var now = player.now();
        var text = new StringBuilder(player.totals());
        text.append('\n').append(Totals.times(now)).append('\n');
        text.append(now.lastInboundTicks()).append(' ').append(now.lastOutboundTicks());
        now.associations().stream()
                .sorted(Comparator.comparing(one -> one.remote() + one.startedTicks()))
                .forEach(
                        one ->
                                text.append('\n')
                                        .append(one.remote())
                                        .append(' ')
                                        .append(one.userAgent())
                                        .append(' ')
                                        .append(one.startedTicks()));
        for (var row : Objects.requireNonNull(now.mta()).groups()) {
            text.append('\n').append(stamps(row));
        }
        return text + "\n" + String.join("\n", player.memory());
    }

    private static String stamps(MtaSnapshot.GroupRow row) {
        return row.group()
                + " "
                + row.lastInboundTicks()
                + " "
                + row.lastOutboundTicks()
                + " "
                + row.lastOutboundAttemptTicks();
    }
}

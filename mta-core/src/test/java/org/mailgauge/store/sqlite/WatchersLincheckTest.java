package org.mailgauge.store.sqlite;

import static org.mailgauge.testing.Interleavings.call;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mailgauge.testing.Interleavings;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who watches while a change is told is woken, who has ended is not, and no other is lost. */
@Tag("interleavings")
@Param(name = "mailbox", gen = IntGen.class, conf = "1:2")
public class WatchersLincheckTest {
    private final Watchers watchers = new Watchers();
    private final @Nullable Runnable[] ends = new Runnable[3];

    /** How often the one who tells now has woken each. */
    private final int[] woken = new int[3];

    /** The first session opens a view, when it has none. */
    @Operation(nonParallelGroup = "first")
    public void firstWatches(@Param(name = "mailbox") int mailbox) {
        watch(1, mailbox);
    }

    @Operation(nonParallelGroup = "first")
    public void firstEnds() {
        end(1);
    }

    @Operation(nonParallelGroup = "second")
    public void secondWatches(@Param(name = "mailbox") int mailbox) {
        watch(2, mailbox);
    }

    @Operation(nonParallelGroup = "second")
    public void secondEnds() {
        end(2);
    }

    private void watch(int session, int mailbox) {
        if (ends[session] == null) {
            ends[session] = watchers.view(mailbox, () -> woken[session]++);
        }
    }

    private void end(int session) {
        var ending = ends[session];
        if (ending != null) {
            ends[session] = null;
            ending.run();
        }
    }

    /** The committer, of which there is one, tells of a change. */
    @Operation(nonParallelGroup = "committer")
    public String tell(@Param(name = "mailbox") int mailbox) {
        woken[1] = 0;
        woken[2] = 0;
        watchers.tell(Set.of(new Watchers.Touched(mailbox, 7, "m" + mailbox)), Set.of(), Map.of());
        return woken[1] + " " + woken[2];
    }

    @Test
    void isLinearizable() {
        Interleavings.of(WatchersLincheckTest.class)
                .scenario(
                        List.of(),
                        List.of(call("firstWatches", 1)),
                        List.of(call("secondWatches", 1), call("tell", 1)),
                        List.of(call("tell", 1)))
                .scenario(
                        List.of(call("firstWatches", 1)),
                        List.of(call("firstEnds")),
                        List.of(call("secondWatches", 1), call("tell", 1)),
                        List.of(call("tell", 1)))
                .check();
    }
}

package org.mailgauge.queue.journal;

import static org.mailgauge.testing.Interleavings.call;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mailgauge.testing.Interleavings;

import java.util.List;

/**
 * Drafts that take and give memory at once never hold more than the bound, nor are refused what is
 * there.
 */
@Param(name = "octets", gen = IntGen.class, conf = "1:3")
@Param(name = "draft", gen = ThreadIdGen.class)
@Tag("interleavings")
public class DraftMemoryLincheckTest {
    private final DraftMemory memory = new DraftMemory(5);
    private final long[] held = new long[16];

    @Operation
    public boolean take(@Param(name = "draft") int draft, @Param(name = "octets") int octets) {
        boolean taken = memory.take(octets);
        if (taken) {
            held[draft] += octets;
        }
        return taken;
    }

    @Operation
    public void give(@Param(name = "draft") int draft) {
        memory.give(held[draft]);
        held[draft] = 0;
    }

    @Operation
    public long held() {
        return memory.held();
    }

    @Test
    void isLinearizable() {
        Interleavings.of(DraftMemoryLincheckTest.class)
                .scenario(
                        List.of(call("take", 0, 1)),
                        List.of(call("take", 1, 3)),
                        List.of(call("take", 2, 3), call("give", 2)),
                        List.of(call("held")))
                .check();
    }
}

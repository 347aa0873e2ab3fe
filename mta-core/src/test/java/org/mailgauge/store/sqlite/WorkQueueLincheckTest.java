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

/** Work is done in the order in which it came, once, and none is taken after the row is closed. */
@Tag("interleavings")
@Param(name = "work", gen = IntGen.class, conf = "1:9")
public class WorkQueueLincheckTest {
    private final WorkQueue<Integer> queue = new WorkQueue<>(100);

    @Operation
    public boolean add(@Param(name = "work") int work) {
        return queue.add(work);
    }

    @Operation
    public @Nullable Integer poll() {
        return queue.poll();
    }

    @Operation
    public int size() {
        return queue.size();
    }

    @Operation
    public void close() {
        queue.close();
    }

    @Test
    void isLinearizable() {
        Interleavings.of(WorkQueueLincheckTest.class)
                .scenario(
                        List.of(call("add", 1)),
                        List.of(call("add", 2), call("poll")),
                        List.of(call("poll"), call("add", 3)),
                        List.of(call("poll"), call("size")))
                .scenario(
                        List.of(call("add", 1)),
                        List.of(call("close"), call("size")),
                        List.of(call("add", 2), call("poll")),
                        List.of(call("poll"), call("add", 3)))
                .check();
    }
}

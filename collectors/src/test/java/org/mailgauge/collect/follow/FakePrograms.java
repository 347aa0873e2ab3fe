package org.mailgauge.collect.follow;

import org.mailgauge.collect.machine.Programs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Programs that only seem to run: what they tell is put in by the test. */
final class FakePrograms implements Programs {
    final List<List<String>> started = new ArrayList<>();
    final List<List<String>> ran = new ArrayList<>();

    /** What the one that runs has told and was not read. */
    final Deque<byte[]> told = new ArrayDeque<>();

    /** What the next one that is run to its end tells. */
    String last = "";

    String complaint = "";
    boolean ended;
    boolean missing;
    int running;

    void tell(String text) {
        told.add(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Ran run(List<String> command, Duration atMost, int most) throws IOException {
        if (missing) {
            throw new IOException("no such program: " + command.getFirst());
        }
        ran.add(command);
        int status = complaint.isEmpty() ? 0 : 1;
        return new Ran(End.BY_ITSELF, status, last.getBytes(StandardCharsets.UTF_8), complaint);
    }

    @Override
    public Running start(List<String> command) throws IOException {
        if (missing) {
            throw new IOException("no such program: " + command.getFirst());
        }
        started.add(command);
        running++;
        return new Running() {
            @Override
            public int read(byte[] into, int offset, int length, Duration atMost) {
                var next = told.poll();
                if (next == null) {
                    return ended ? -1 : 0;
                }
                int n = Math.min(length, next.length);
                System.arraycopy(next, 0, into, offset, n);
                if (n < next.length) {
                    told.addFirst(java.util.Arrays.copyOfRange(next, n, next.length));
                }
                return n;
            }

            @Override
            public String complaint() {
                return complaint;
            }

            @Override
            public void close() {
                running--;
            }
        };
    }
}

package org.mailgauge.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.host.HostTasks;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.store.ContentDraft;

import java.io.IOException;
import java.util.Arrays;

class DraftsTest {
    private static final int MEMORY = 10_000;

    private static byte[] pattern(int octets) {
        var all = new byte[octets];
        for (int i = 0; i < octets; i++) {
            all[i] = (byte) (i * 31);
        }
        return all;
    }

    private static byte[] all(ContentDraft draft) throws IOException {
        var read = new byte[(int) draft.octets() + 1];
        int at = 0;
        for (int n = 0; n >= 0; n = draft.read(at, read, at, Math.min(999, read.length - at))) {
            at += n;
        }
        return Arrays.copyOf(read, at);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, MEMORY, MEMORY + 1, 3 * MEMORY})
    @DisplayName("a draft that rests is read as before, takes no more, and leaves no file")
    void rest(int octets) throws IOException {
        var disk = new SimDisk();
        try (var tasks = new HostTasks(1)) {
            var drafts = new Drafts(disk, "drafts", MEMORY, tasks);
            var written = pattern(octets);
            try (var draft = drafts.begin()) {
                for (int at = 0; at < octets; at += 4000) {
                    draft.write(written, at, Math.min(4000, octets - at));
                }
                draft.rest();
                draft.rest();
                assertEquals(1, disk.list("drafts").size());
                assertEquals(octets, draft.octets());
                assertArrayEquals(written, all(draft));
                assertThrows(IllegalStateException.class, () -> draft.write(new byte[1], 0, 1));
                assertArrayEquals(written, all(draft));
            }
            assertEquals(0, disk.list("drafts").size());
        }
    }
}

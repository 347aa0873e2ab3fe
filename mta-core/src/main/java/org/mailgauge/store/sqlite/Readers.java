package org.mailgauge.store.sqlite;

import org.mailgauge.port.Tasks;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The threads of a shard that read its index. Safe for use by any thread. */
final class Readers {
    private static final int WAITING = 1024;

    /** Reads, all at one moment of the index. */
    interface Reading<T> {
        T of(Sql sql) throws SQLException, IOException;
    }

    private record Job<T>(Reading<T> reading, Answer<T> answer) {
        void run(Sql sql) {
            try {
                sql.pragma("BEGIN");
                try {
                    answer.give(reading.of(sql));
                } finally {
                    sql.pragma("COMMIT");
                }
            } catch (SQLException | IOException | RuntimeException | Error e) {
                if (!answer.isGiven()) {
                    answer.fail(e);
                }
            }
        }
    }

    private final WorkQueue<Job<?>> queue = new WorkQueue<>(WAITING);
    private final List<Tasks.Task> tasks = new ArrayList<>();

    /** Opens a connection for each of the threads and starts them. */
    Readers(Tasks threads, String name, String path, int count) throws SQLException {
        for (int i = 0; i < count; i++) {
            var sql = Sql.reader(path);
            tasks.add(threads.startPlatform(name + "-" + i, () -> loop(sql)));
        }
    }

    private void loop(Sql sql) {
        for (var jobs = queue.take(1); !jobs.isEmpty(); jobs = queue.take(1)) {
            jobs.getFirst().run(sql);
        }
        try {
            sql.close();
        } catch (SQLException _) {
            // It has read all that it was to read.
        }
    }

    /** Reads and parks until it is done. */
    <T> T read(Reading<T> reading) throws IOException {
        var answer = new Answer<T>();
        if (!queue.add(new Job<>(reading, answer))) {
            throw new IOException("the store is closed");
        }
        return answer.await();
    }

    int waiting() {
        return queue.size();
    }

    void close() throws InterruptedException {
        queue.close();
        for (var task : tasks) {
            task.join(Duration.ofSeconds(30));
        }
    }
}

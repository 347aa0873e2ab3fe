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

    /** The same, for an answer that is given before all is read. */
    interface Beginning<T> {
        /**
         * Reads.
         *
         * @param answer to be given; a failure before that is its failure
         */
        void of(Sql sql, Answer<T> answer) throws SQLException, IOException;
    }

    /** They read no more, and have not begun to. */
    static final class ClosedException extends IOException {
        private static final long serialVersionUID = 1;

        private ClosedException() {
            super("the store is closed");
        }
    }

    /**
     * @param steady whether more than one statement must see the same moment
     */
    private record Job<T>(Beginning<T> reading, boolean steady, Answer<T> answer) {
        void run(Sql sql) {
            try {
                if (steady) {
                    sql.steady(
                            () -> {
                                reading.of(sql, answer);
                                return true;
                            });
                } else {
                    reading.of(sql, answer);
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
        while (!queue.isOver()) {
            var job = queue.take(Long.MAX_VALUE);
            if (job != null) {
                job.run(sql);
            }
        }
        try {
            sql.close();
        } catch (SQLException _) {
            // It has read all that it was to read.
        }
    }

    /**
     * Reads and parks until the answer is given.
     *
     * @param steady whether more than one statement must see the same moment
     * @throws ClosedException when nothing was read, and others may
     */
    <T> T begin(Beginning<T> reading, boolean steady) throws IOException {
        var answer = new Answer<T>();
        if (!queue.add(new Job<>(reading, steady, answer))) {
            throw new ClosedException();
        }
        return answer.await();
    }

    int waiting() {
        return queue.size();
    }

    /** Reads what waits, and no more. @return whether all have ended */
    boolean close() throws InterruptedException {
        queue.close();
        boolean ended = true;
        for (var task : tasks) {
            ended &= task.join(Duration.ofSeconds(30));
        }
        return ended;
    }
}

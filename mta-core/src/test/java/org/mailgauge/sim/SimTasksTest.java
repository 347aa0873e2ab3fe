package org.mailgauge.sim;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

class SimTasksTest {

    /** The owner is not one of the tasks: as a log's that other tests write to as well. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoWaitsForALockIsNotAtRest(boolean virtual) {
        var lock = new ReentrantLock();
        var held = new AtomicBoolean();
        try (var tasks = new SimTasks()) {
            lock.lock();
            try {
                Runnable task =
                        () -> {
                            lock.lock();
                            try {
                                held.set(true);
                            } finally {
                                lock.unlock();
                            }
                        };
                var _ = virtual ? tasks.start("task", task) : tasks.startPlatform("task", task);
                Await.until(lock::hasQueuedThreads);
                for (int i = 0; i < 100; i++) {
                    assertFalse(tasks.isQuiet());
                }
            } finally {
                lock.unlock();
            }
            tasks.awaitQuiet();
            tasks.awaitEnd();
            assertTrue(held.get());
        }
    }
}

package org.mailgauge.sim;

import org.mailgauge.port.Entropy;

import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;

/** Randomness that a seed decides. Safe for use by any thread. */
public final class SimEntropy implements Entropy {
    private final ReentrantLock lock = new ReentrantLock();
    private final SplittableRandom random; // guarded by lock

    public SimEntropy(long seed) {
        random = new SplittableRandom(seed);
    }

    @Override
    public long bits() {
        lock.lock();
        try {
            return random.nextLong();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void fill(byte[] into) {
        lock.lock();
        try {
            random.nextBytes(into);
        } finally {
            lock.unlock();
        }
    }
}

package org.mailgauge.observe;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * Forecasts when one queue will be empty, from what it held and what had left it at moments some
 * seconds apart. Pure but for what it remembers; used under a lock of the owner's.
 */
public final class DrainEstimator {
    /*
     * What is stored is taken for a random walk: within t seconds it falls by r t on average, with a
     * variance of v t. Both are measured over a window of T seconds, so what is forecast to be gone
     * after t has an error of variance v t + v t^2 / T: the walk's own, and that of the rate. The
     * interval are the t at which the stored s may be gone, (s - r t)^2 <= z^2 v (t + t^2 / T): the
     * roots of a quadratic. It has only an earlier end when the rate is not surely above nothing.
     *
     * v is the largest of three: the variance between samples, that between threes of them (what
     * comes in waves differs more there), and that of single recipients that come and go by chance.
     * At the earlier end s is less by what goes at once, for a queue is empty with its last batch.
     *
     * The window is the last minute, and further back what is like it: a burst that came in or a
     * next hop that was away is left out as soon as a minute has passed since.
     */
    static final Duration EVERY = Duration.ofSeconds(5);

    /** Samples that are kept: five minutes. */
    private static final int KEPT = 60;

    private static final int FEWEST = 6;
    private static final int LATELY = 12;
    private static final int BLOCK = 6;
    private static final int WAVE = 3;

    /** Fewer that left, or in fewer samples, tell nothing. */
    private static final long FEWEST_GONE = 5;

    private static final int FEWEST_TIMES = 3;

    /** How many standard deviations part what is alike from what is not. */
    private static final double ALIKE = 3;

    private static final double SECOND = 1e9;

    /** More (30 years) is no forecast. */
    private static final double MOST_SECONDS = 1e9;

    private final double[] seconds = new double[KEPT];
    private final double[] falls = new double[KEPT];
    private final double[] gone = new double[KEPT];
    private int samples;
    private boolean begun;
    private long lastTicks;
    private double lastStored;
    private long lastLeft;

    /** Whether it is time for a sample. */
    public boolean isDue(long ticks) {
        return !begun || ticks - lastTicks >= EVERY.toNanos();
    }

    /**
     * Notes what is there.
     *
     * @param ticks later than at the last time
     * @param stored recipients now
     * @param left recipients that have left so far; only rises
     */
    public void sample(long ticks, long stored, long left) {
        if (begun) {
            int at = samples % KEPT;
            seconds[at] = (ticks - lastTicks) / SECOND;
            falls[at] = lastStored - stored;
            gone[at] = left - lastLeft;
            samples = samples + 1 == 2 * KEPT ? KEPT : samples + 1;
        }
        begun = true;
        lastTicks = ticks;
        lastStored = stored;
        lastLeft = left;
    }

    /**
     * The forecast at the last sample; null when nothing is stored, or too little leaves to tell.
     */
    public @Nullable Drain estimate() {
        int known = Math.min(samples, KEPT);
        if (lastStored <= 0 || known < FEWEST) {
            return null;
        }
        var window = window(known);
        return window.leaves() ? forecast(window) : null;
    }

    private @Nullable Drain forecast(Part window) {
        double rate = window.rate();
        double empty = lastStored / rate;
        if (!(rate > 0) || empty > MOST_SECONDS) {
            return null;
        }
        double variance = variance(window);
        double z = quantile(window.count - 1);
        double spread = z * z * variance;
        double batch = Math.max(1, variance * window.time / window.moves());
        double square = rate * rate - spread / window.time;
        double early = root(square, rate, spread, Math.max(0, lastStored - batch), -1);
        double late = square > 0 ? root(square, rate, spread, lastStored, 1) : MOST_SECONDS;
        return new Drain(
                after(empty),
                after(Math.min(early, empty)),
                late >= MOST_SECONDS ? null : Long.valueOf(after(Math.max(late, empty))));
    }

    /** A root of square t^2 - (2 s rate + spread) t + s^2, numerically safe. */
    private static double root(
            double square, double rate, double spread, double stored, int direction) {
        double half = stored * rate + spread / 2;
        double inner = Math.sqrt(Math.max(0, half * half - square * stored * stored));
        return direction < 0 ? stored * stored / (half + inner) : (half + inner) / square;
    }

    private long after(double time) {
        return lastTicks + (long) (time * SECOND);
    }

    /** Student's quantile of 97.5 %, about. */
    private static double quantile(int freedom) {
        return 1.96 + 2.4 / freedom + 3.0 / freedom / freedom;
    }

    /** What happened in some samples, of which {@code newest} are later ones. */
    private final class Part {
        private final int newest;
        private int count;
        private double time;
        private double fall;
        private double left;
        private int times;

        Part(int newest) {
            this.newest = newest;
        }

        Part extend(int by) {
            for (int i = 0; i < by; i++) {
                int at = at(newest + count++);
                time += seconds[at];
                fall += falls[at];
                left += gone[at];
                times += gone[at] > 0 ? 1 : 0;
            }
            return this;
        }

        double rate() {
            return fall / time;
        }

        /** Recipients that came or left. */
        double moves() {
            return Math.max(1, 2 * left - fall);
        }

        boolean leaves() {
            return left >= FEWEST_GONE && times >= FEWEST_TIMES;
        }

        /** The variance of the fall within a second, taking so many samples together. */
        double variance(int together) {
            int groups = count / together;
            double rate = rate();
            double sum = 0;
            for (int g = 0; g < groups; g++) {
                var part = new Part(newest + g * together).extend(together);
                double off = part.fall - rate * part.time;
                sum += off * off / part.time;
            }
            return groups < 2 ? 0 : sum / (groups - 1);
        }
    }

    private int at(int back) {
        return Math.floorMod(samples - 1 - back, KEPT);
    }

    private static double variance(Part window) {
        double chance = window.moves() / window.time;
        return Math.max(chance, Math.max(window.variance(1), window.variance(WAVE)));
    }

    private Part window(int known) {
        var window = new Part(0).extend(Math.min(known, LATELY));
        while (window.count + BLOCK <= known) {
            var before = new Part(window.count).extend(BLOCK);
            double chance = (window.moves() + before.moves()) / (window.time + before.time);
            double variance = Math.max(chance, variance(window));
            double off = Math.sqrt(variance * (1 / window.time + 1 / before.time));
            if (Math.abs(window.rate() - before.rate()) > ALIKE * off) {
                break;
            }
            window.extend(BLOCK);
        }
        return window;
    }
}

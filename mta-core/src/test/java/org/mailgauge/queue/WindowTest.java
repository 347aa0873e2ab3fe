package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WindowTest {

    private static int through(Window window, int messages) {
        for (int i = 0; i < messages; i++) {
            window.succeeded(window.size());
        }
        return window.size();
    }

    @Test
    void beginsSmallAndGrowsWithEachMessageUpToTheLimit() {
        var window = new Window(5, 20);
        assertEquals(5, window.size());
        assertEquals(6, through(window, 1));
        assertEquals(20, through(window, 14));
        assertEquals(20, through(window, 1000));
    }

    @Test
    void startIsNeverAboveTheLimitNorBelowOne() {
        assertEquals(3, new Window(5, 3).size());
        assertEquals(1, new Window(0, 0).size());
    }

    @Test
    void refusalTakesAQuarterAtMostWhatIsUp() {
        var window = new Window(20, 20);
        window.refused(window.epoch(), 19);
        assertEquals(15, window.size());
        window.refused(window.epoch(), 4);
        assertEquals(4, window.size());
    }

    @Test
    void lossTakesHalfAndNeverTheLast() {
        var window = new Window(20, 20);
        window.lost(window.epoch());
        assertEquals(10, window.size());
        for (int i = 0; i < 9; i++) {
            window.lost(window.epoch());
        }
        assertEquals(1, window.size());
    }

    @Test
    void whatFailsTogetherCountsOnce() {
        var window = new Window(20, 20);
        int since = window.epoch();
        for (int i = 0; i < 10; i++) {
            window.lost(since);
        }
        assertEquals(10, window.size());
    }

    @Test
    void growsSlowlyAgainAfterADecrease() {
        var window = new Window(8, 20);
        window.lost(window.epoch());
        assertEquals(4, through(window, 39));
        assertEquals(5, through(window, 1));
        assertEquals(5, through(window, 49));
        assertEquals(6, through(window, 1));
    }

    /** A next hop that takes seven: hardly one message in fifty meets a refusal. */
    @Test
    void settlesAtWhatTheNextHopTakesWithoutFlapping() {
        var window = new Window(5, 20);
        int refusals = 0;
        int least = 20;
        for (int i = 0; i < 5_000; i++) {
            if (window.size() > 7) {
                window.refused(window.epoch(), 7);
                refusals++;
            } else {
                window.succeeded(window.size());
            }
            least = i > 100 ? Math.min(least, window.size()) : least;
        }
        assertTrue(least >= 6, "fell to " + least);
        assertTrue(refusals <= 5_000 / 50, refusals + " refusals");
    }

    @Test
    void beginsAgainAfterBackOffAndIsCarefulAboveHalf() {
        var window = new Window(4, 20);
        through(window, 16);
        window.restart();
        assertEquals(4, window.size());
        assertEquals(10, through(window, 6));
        assertEquals(10, through(window, 99));
        assertEquals(11, through(window, 1));
    }

    @Test
    void otherLimitsKeepWhatWasLearnedAsFarAsItFits() {
        var fresh = new Window(2, 4);
        fresh.limits(3, 10);
        assertEquals(3, fresh.size(), "nothing was learned: as if it began so");
        assertTrue(fresh.isFresh());
        assertEquals(10, through(fresh, 20));
        fresh.limits(3, 6);
        assertEquals(6, fresh.size());
        fresh.limits(3, 8);
        assertEquals(8, through(fresh, 2), "it was never refused more");
        var hurt = new Window(8, 8);
        hurt.lost(hurt.epoch());
        hurt.limits(8, 20);
        assertEquals(4, hurt.size());
        assertEquals(4, through(hurt, 2), "what failed is not tried again at once");
    }
}

package org.mailgauge.agent.demo;

import java.time.Duration;

/**
 * How much a demonstration does.
 *
 * @param perSecond messages a second, at most
 * @param most messages in all, at most
 * @param runFor after this nothing is sent any more
 * @param cycle the next hop works for the first half of each cycle and fails for the second; zero
 *     leaves that to {@link DemoTraffic#fail} and {@link DemoTraffic#mend}
 */
public record DemoPlan(int perSecond, long most, Duration runFor, Duration cycle) {
    public DemoPlan {
        if (perSecond < 1 || most < 0 || runFor.isNegative() || cycle.isNegative()) {
            throw new IllegalArgumentException(
                    perSecond + " a second, " + most + ", " + runFor + ", " + cycle);
        }
    }
}

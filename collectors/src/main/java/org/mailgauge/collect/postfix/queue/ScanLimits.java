package org.mailgauge.collect.postfix.queue;

/**
 * How much a scanner does and keeps.
 *
 * @param opens files opened at a tick, and further blocks read of long ones; a message in deferred
 *     takes two
 * @param stats files looked at without opening them at a tick
 * @param messages kept apart, about 65 octets each; what is beyond is counted, and its queues have
 *     no details
 * @param domains kept apart, about 300 octets each
 * @param destinations rows of {@link QueueLevels.Destinations}
 */
public record ScanLimits(int opens, int stats, int messages, int domains, int destinations) {
    private static final int MOST_MESSAGES = 1 << 29;
    private static final int MOST_DOMAINS = 1 << 23;

    /**
     * With it 1,000,000 deferred messages are known in full after 50 ticks. Each tick until then
     * takes some 1.3 s of processor time, and some 0.6 s later, with 100 messages a second that
     * come and as many that go; 60 MB of heap.
     */
    public static final ScanLimits USUAL = new ScanLimits(40_000, 6_000, 2_000_000, 100_000, 50);

    public ScanLimits {
        boolean fits =
                opens > 0
                        && stats > 0
                        && messages > 0
                        && messages <= MOST_MESSAGES
                        && domains > 0
                        && domains <= MOST_DOMAINS
                        && destinations > 0;
        if (!fits) {
            throw new IllegalArgumentException(
                    opens + " " + stats + " " + messages + " " + domains + " " + destinations);
        }
    }
}

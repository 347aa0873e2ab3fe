package org.mailgauge.agent.conf;

import java.time.Duration;
import java.util.List;

/** The part of the table that is about delivery over associations. */
final class DeliveryKeys {
    private static final KeyTable TABLE = new KeyTable(1, Takes.RELOAD);

    private DeliveryKeys() {}

    static final Section DELIVERY = TABLE.section("delivery", "Delivery over associations.");
    static final Key<Integer> CONCURRENCY =
            TABLE.count(
                    Takes.RELOAD,
                    "delivery.concurrency",
                    1,
                    10_000,
                    "20",
                    "Associations to one next hop, at most.");
    static final Key<Integer> CONCURRENCY_START =
            TABLE.count(
                    Takes.RELOAD,
                    "delivery.concurrency-start",
                    1,
                    10_000,
                    "5",
                    "Associations to a next hop of which nothing is known; more as mail gets through.");
    static final Key<Integer> ASSOCIATIONS =
            TABLE.count(
                    Takes.RESTART,
                    "delivery.associations",
                    1,
                    100_000,
                    "1000",
                    "Outbound associations in all.");
    static final Key<Duration> LINGER =
            TABLE.duration(
                    Takes.RESTART,
                    "delivery.linger",
                    "PT0S",
                    "PT1M",
                    "PT1S",
                    "How long an association waits for more to do; PT0S: not at all.");
    static final Key<Integer> LINGER_ASSOCIATIONS =
            TABLE.count(
                    Takes.RESTART,
                    "delivery.linger-associations",
                    0,
                    100_000,
                    "100",
                    "How many associations may wait so.");
    static final Section TIMEOUTS =
            TABLE.section(
                    "delivery.timeouts",
                    "Waits for a next hop, by step (RFC 5321 section 4.5.3.2).");
    static final List<Key<Duration>> STEPS =
            List.of(
                    step("connect", "PT30S", "For the connection."),
                    step("greeting", "PT5M", "For its 220."),
                    step("ehlo", "PT5M", "For the reply to EHLO."),
                    step("mail", "PT5M", "For the reply to MAIL."),
                    step("rcpt", "PT5M", "For the reply to RCPT."),
                    step("data", "PT2M", "For the 354."),
                    step("block", "PT3M", "To take a piece of content."),
                    step("dot", "PT10M", "For the reply to the end of content."),
                    step("quit", "PT20S", "For the reply to QUIT."));

    static List<Entry> table() {
        return TABLE.lines();
    }

    private static Key<Duration> step(String name, String fallback, String doc) {
        return TABLE.duration("delivery.timeouts." + name, "PT1S", "PT1H", fallback, doc);
    }
}

package org.mailgauge.agent.conf;

import org.mailgauge.address.Mailbox;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The part of the table that is about the queue and its reports. */
final class QueueKeys {
    private static final KeyTable TABLE = new KeyTable(1, Takes.RELOAD);

    private QueueKeys() {}

    static final Section QUEUE = TABLE.section("queue", "The journal and the retry schedule.");
    static final Key<Long> SEGMENT_SIZE =
            TABLE.one(
                    Takes.RESTART,
                    "queue.segment-size",
                    Types.size("1MiB", "1GiB"),
                    "64MiB",
                    "Size of one journal segment.");
    static final Key<Integer> SPARE_SEGMENTS =
            TABLE.count(
                    Takes.RESTART,
                    "queue.spare-segments",
                    0,
                    1000,
                    "4",
                    "Zero-filled segments kept ready.");
    static final Key<Boolean> PREALLOCATE =
            TABLE.one(
                    Takes.RESTART,
                    "queue.preallocate",
                    Types.FLAG,
                    "true",
                    "Zero-fill segments beforehand; switch it off on copy-on-write file systems.");
    static final Key<Long> BODY_FILE_SIZE =
            TABLE.one(
                    Takes.RESTART,
                    "queue.body-file-size",
                    Types.size("4KiB", "16MiB"),
                    "256KiB",
                    "Content larger than this goes to a file of its own.");
    static final Key<Long> RESERVE_SIZE =
            TABLE.one(
                    Takes.RESTART,
                    "queue.reserve-size",
                    Types.size("0", "1024GiB"),
                    "64MiB",
                    "Disk kept free for delivery and reports; below it MAIL gets 452 4.3.1.");
    static final Key<Integer> RESERVE_INODES =
            TABLE.count(
                    Takes.RESTART,
                    "queue.reserve-inodes",
                    0,
                    100_000_000,
                    "1000",
                    "The same in inodes.");
    static final Key<Duration> RETRY_FIRST =
            TABLE.duration(
                    Takes.RELOAD,
                    "queue.retry-first",
                    "PT1S",
                    "P1D",
                    "PT5M",
                    "Wait before the second attempt.");
    static final Key<Duration> RETRY_MOST =
            TABLE.duration(
                    Takes.RELOAD,
                    "queue.retry-most",
                    "PT1S",
                    "P5D",
                    "PT3H",
                    "Longest wait between attempts.");
    static final Key<Duration> EXPIRY =
            TABLE.duration(
                    Takes.RELOAD,
                    "queue.expiry",
                    "PT1M",
                    "P60D",
                    "P5D",
                    "How long a message is tried.");
    static final Key<Duration> NULL_PATH_EXPIRY =
            TABLE.duration(
                    Takes.RELOAD,
                    "queue.null-path-expiry",
                    "PT1M",
                    "P60D",
                    "P1D",
                    "The same for the null reverse-path (reports).");
    static final Key<Optional<String>> REPLY_CLASSES =
            TABLE.one(
                    Takes.RELOAD,
                    "queue.reply-classes",
                    Types.FILE_OR_BUILT_IN,
                    "built-in",
                    "A file with a table of your own that sorts transient replies into classes and"
                            + " says how soon each is tried again. A relative path starts where that of"
                            + " data-dir does. Ours, to begin with, is printed by mailgauge"
                            + " check-config --print-reply-classes.");

    static final Section REPORTS =
            TABLE.section("reports", "Reports to senders about mail that fails or is late.");
    static final Key<Long> ORIGINAL_SIZE =
            TABLE.one(
                    Takes.RELOAD,
                    "reports.original-size",
                    Types.size("1KiB", "16MiB"),
                    "50KiB",
                    "A message of at most this size comes back whole with a report about it; of a"
                            + " larger one its header does.");
    static final Key<Duration> DELAYS =
            TABLE.many(
                    Takes.RESTART,
                    "reports.delays",
                    Types.duration("PT1M", "P60D"),
                    "[PT4H, P1D]",
                    "Ages of a message at which its sender is told, once each, that it still waits;"
                            + " [] for never.");
    static final Key<Optional<Mailbox>> DOUBLE_BOUNCE =
            TABLE.one(
                    Takes.RESTART,
                    "reports.double-bounce",
                    Types.MAILBOX_OR_NONE,
                    "none",
                    "Who is told of failed mail with a null reverse-path, whose author must not be"
                            + " told; without it such failures are counted and logged only.");

    static List<Entry> table() {
        return TABLE.lines();
    }
}

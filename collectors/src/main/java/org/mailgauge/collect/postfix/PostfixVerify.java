package org.mailgauge.collect.postfix;

import org.mailgauge.collect.Classifier;
import org.mailgauge.collect.machine.HostFiles;
import org.mailgauge.collect.machine.Programs;
import org.mailgauge.collect.postfix.queue.PostfixQueue;
import org.mailgauge.collect.postfix.queue.PostqueueMessage;
import org.mailgauge.collect.postfix.queue.PostqueueReader;
import org.mailgauge.collect.postfix.queue.QueueComparison;
import org.mailgauge.collect.postfix.queue.QueueComparison.Difference;
import org.mailgauge.collect.postfix.queue.QueueLevels;
import org.mailgauge.collect.postfix.queue.QueueScanner;
import org.mailgauge.collect.postfix.queue.QueueSetup;
import org.mailgauge.collect.postfix.queue.QueuedMessage;
import org.mailgauge.collect.postfix.queue.ScanLimits;
import org.mailgauge.port.Time;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares what we make of a queue's files with what Postfix tells of them by {@code postqueue -j}.
 * Makes Postfix open each of its files, so it is for a person to ask for, not for a schedule.
 */
public final class PostfixVerify {
    private static final int TICKS = 1000;

    private final HostFiles files;
    private final Programs programs;
    private final Time time;
    private final Classifier classifier;

    public PostfixVerify(HostFiles files, Programs programs, Time time, Classifier classifier) {
        this.files = files;
        this.programs = programs;
        this.time = time;
        this.classifier = classifier;
    }

    /**
     * What came of it.
     *
     * @param messages that Postfix told of
     */
    public record Result(long messages, List<Difference> differences) {
        public Result {
            differences = List.copyOf(differences);
        }
    }

    /**
     * Looks, asks, and looks again.
     *
     * @throws IOException when one of both cannot be had, saying which
     */
    public Result compare(PostfixInstance instance) throws IOException, InterruptedException {
        var limits = ScanLimits.USUAL;
        var scanner =
                new QueueScanner(
                        new QueueSetup(instance.queueFolder(), instance.hashed(), instance.depth()),
                        files,
                        time,
                        classifier,
                        limits);
        var began = time.wall();
        var before = look(scanner);
        var theirs = new ArrayList<PostqueueMessage>();
        new PostqueueReader(instance.configFolder(), programs, time, classifier, limits)
                .each(theirs::add);
        var after = look(scanner);
        return new Result(theirs.size(), QueueComparison.between(before, theirs, after, began));
    }

    private static List<QueuedMessage> look(QueueScanner scanner) throws IOException {
        QueueLevels levels = scanner.tick();
        for (int i = 0; i < TICKS && levels.coverage() < 1; i++) {
            levels = scanner.tick();
        }
        if (levels.queues().size() < PostfixQueue.values().length) {
            var trouble = levels.troubles().stream().findFirst();
            throw new IOException(
                    "the queue cannot be read: "
                            + trouble.map(one -> one.path() + ": " + one.why()).orElse("?"));
        }
        var all = new ArrayList<QueuedMessage>();
        scanner.each(all::add);
        return all;
    }
}

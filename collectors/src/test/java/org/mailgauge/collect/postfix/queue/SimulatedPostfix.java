package org.mailgauge.collect.postfix.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.ReplyClass;
import org.mailgauge.smtp.SmtpReply;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Does to the folders what Postfix does, at random, and knows what is in them. */
final class SimulatedPostfix {
    private static final List<String> DOMAINS =
            List.of("a.example", "b.example", "c.example", "d.example", "e.example");
    private static final ReplyClass[] CLASSES = {
        ReplyClass.GREYLISTED, ReplyClass.MAILBOX_FULL, ReplyClass.DNS
    };

    final SplittableRandom random;
    final QueueSetup setup;
    final MemoryHost host;
    private final List<Message> messages = new ArrayList<>();
    private final boolean longIds;
    private int made;

    SimulatedPostfix(int seed) {
        this.random = new SplittableRandom(seed);
        this.longIds = random.nextBoolean();
        var granules = List.of(1L, 1000L, 2000L);
        this.host = new MemoryHost(Duration.ofMillis(granules.get(random.nextInt(3))));
        this.setup =
                new QueueSetup(
                        "/spool",
                        random.nextBoolean()
                                ? Set.of("deferred", "defer")
                                : Set.of("deferred", "defer", "active", "incoming", "hold"),
                        random.nextInt(25) == 0 ? 2 : random.nextInt(2));
        for (var queue : PostfixQueue.values()) {
            host.folder("/spool/" + queue.folder());
        }
        host.folder("/spool/corrupt");
        host.folder("/spool/saved");
        host.folder("/spool/defer");
    }

    /** A message. */
    static final class Message {
        final long stamp;
        final long inode;
        final long arrived;
        int size;
        final int finalSize;
        final List<String> recipients = new ArrayList<>();
        final List<Boolean> done = new ArrayList<>();
        final List<ReplyClass> said = new ArrayList<>();
        PostfixQueue queue = PostfixQueue.INCOMING;
        Instant retry = Instant.EPOCH;

        Message(long stamp, long inode, long arrived, int finalSize) {
            this.stamp = stamp;
            this.inode = inode;
            this.arrived = arrived;
            this.finalSize = finalSize;
        }

        int open() {
            return (int) done.stream().filter(one -> !one).count();
        }
    }

    static ReplyClass classOf(SmtpReply reply) {
        return ReplyClass.of(reply.lines().getFirst()).orElse(ReplyClass.OTHER);
    }

    List<Message> in(PostfixQueue queue) {
        return messages.stream().filter(one -> one.queue == queue).toList();
    }

    String anyFolder() {
        var queue = List.of(PostfixQueue.values()).get(random.nextInt(5)).folder();
        var folders = setup.folders(queue);
        var folder = folders.get(random.nextInt(2) == 0 ? 0 : random.nextInt(folders.size()));
        host.folder(folder);
        return folder;
    }

    void maybeAct() {
        host.pass(Duration.ofMillis(random.nextInt(3)));
        if (random.nextInt(40) == 0) {
            act();
        }
    }

    /** Does one thing. */
    void act() {
        host.pass(Duration.ofMillis(random.nextInt(300)));
        var message = messages.isEmpty() ? null : messages.get(random.nextInt(messages.size()));
        if (message == null || (random.nextInt(3) == 0 && messages.size() < 60)) {
            arrive();
        } else if (message.size == 0) {
            finish(message);
        } else {
            go(message);
        }
    }

    private void arrive() {
        var now = host.now();
        long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
        long stamp = longIds ? micros : -1 - micros % 1_000_000;
        var message =
                new Message(
                        stamp,
                        1000 + made++,
                        // Put back by postsuper, it keeps the time of its first arrival.
                        random.nextInt(5) == 0
                                ? micros - random.nextLong(100_000_000_000L)
                                : micros,
                        1 + random.nextInt(3000));
        int count = random.nextInt(3) == 0 ? 1 + random.nextInt(6) : 1;
        for (int i = 0; i < count; i++) {
            var domain = DOMAINS.get(random.nextInt(DOMAINS.size()));
            message.recipients.add(
                    "user" + i + "@" + (random.nextInt(9) == 0 ? "B.Example" : domain));
            message.done.add(false);
            message.said.add(ReplyClass.NONE);
        }
        messages.add(message);
        write(message);
    }

    private void finish(Message message) {
        message.size = message.finalSize;
        write(message);
    }

    void finishWriting() {
        messages.stream().filter(one -> one.size == 0).forEach(this::finish);
    }

    private void go(Message message) {
        switch (message.queue) {
            case MAILDROP -> throw new IllegalStateException();
            case INCOMING ->
                    move(message, random.nextInt(8) == 0 ? PostfixQueue.HOLD : PostfixQueue.ACTIVE);
            case ACTIVE -> {
                int what = random.nextInt(10);
                if (what < 3) {
                    remove(message);
                } else if (what < 6) {
                    deliverOne(message);
                } else {
                    defer(message);
                }
            }
            case DEFERRED -> {
                int what = random.nextInt(10);
                if (what == 0) {
                    remove(message);
                } else if (what == 1) {
                    move(message, PostfixQueue.HOLD);
                } else if (what == 2) {
                    retry(message);
                } else {
                    move(message, what == 3 ? PostfixQueue.INCOMING : PostfixQueue.ACTIVE);
                    if (random.nextBoolean()) {
                        deliverOne(message);
                        defer(message);
                    }
                }
            }
            case HOLD -> {
                if (random.nextInt(4) == 0) {
                    retry(message);
                    move(message, PostfixQueue.DEFERRED);
                }
            }
        }
    }

    /** Each retry is later than the one before, as Postfix's are. */
    private void retry(Message message) {
        var least = host.now().getEpochSecond() - 100;
        least = Math.max(least, message.retry.getEpochSecond() + 1);
        message.retry = Instant.ofEpochSecond(least + random.nextInt(2000));
        host.touch(path(message), message.retry);
    }

    private void deliverOne(Message message) {
        if (message.open() > 1) {
            message.done.set(message.done.indexOf(false), true);
            write(message);
        }
    }

    private void defer(Message message) {
        if (message.queue != PostfixQueue.ACTIVE) {
            move(message, PostfixQueue.ACTIVE);
        }
        var told = new StringBuilder();
        var file = file(message);
        for (int i = 0; i < message.recipients.size(); i++) {
            message.said.set(i, ReplyClass.NONE);
            // It was stopped before all of them were tried.
            if (!message.done.get(i) && random.nextInt(6) > 0) {
                var one = CLASSES[random.nextInt(CLASSES.length)];
                message.said.set(i, one);
                told.append("<").append(message.recipients.get(i)).append(">: ");
                told.append(one.label()).append("\nrecipient=").append(message.recipients.get(i));
                told.append("\noffset=").append(file.offset(i)).append("\nstatus=4.0.0\n");
                told.append("action=delayed\nreason=").append(one.label()).append("\n\n");
            }
        }
        host.remove(deferPath(message));
        if (!told.isEmpty()) {
            host.write(deferPath(message), told.toString(), host.now());
        }
        retry(message);
        move(message, PostfixQueue.DEFERRED);
    }

    private WrittenQueueFile file(Message message) {
        return new WrittenQueueFile(
                message.arrived, message.size, message.recipients, message.done);
    }

    private void write(Message message) {
        host.write(path(message), file(message).octets(), host.now());
    }

    private String path(Message message) {
        return setup.path(message.queue.folder(), message.stamp, message.inode);
    }

    private String deferPath(Message message) {
        return setup.path("defer", message.stamp, message.inode);
    }

    private void move(Message message, PostfixQueue to) {
        var from = path(message);
        message.queue = to;
        host.move(from, path(message));
    }

    private void remove(Message message) {
        host.remove(deferPath(message));
        host.remove(path(message));
        messages.remove(message);
    }

    private static String domain(String address) {
        return address.substring(address.indexOf('@') + 1).toLowerCase(Locale.ROOT);
    }

    /** Messages and recipients by domain, and deferred recipients by class. */
    void count(Map<String, long[]> all, Map<String, Map<ReplyClass, Long>> deferred) {
        for (var message : messages) {
            Map<String, Long> of = new TreeMap<>();
            for (int i = 0; i < message.recipients.size(); i++) {
                if (!message.done.get(i)) {
                    var domain = domain(message.recipients.get(i));
                    of.merge(domain, 1L, Long::sum);
                    if (message.queue == PostfixQueue.DEFERRED) {
                        deferred.computeIfAbsent(domain, _ -> new TreeMap<>())
                                .merge(message.said.get(i), 1L, Long::sum);
                    }
                }
            }
            of.forEach(
                    (domain, count) -> {
                        var sums = all.computeIfAbsent(domain, _ -> new long[2]);
                        sums[0]++;
                        sums[1] += count;
                    });
        }
    }

    /** When something for a domain is tried first again. */
    @Nullable Instant firstRetry(String domain) {
        return messages.stream()
                .filter(one -> one.queue == PostfixQueue.DEFERRED)
                .filter(
                        one -> {
                            for (int i = 0; i < one.recipients.size(); i++) {
                                if (!one.done.get(i)
                                        && domain(one.recipients.get(i)).equals(domain)) {
                                    return true;
                                }
                            }
                            return false;
                        })
                .map(one -> one.retry)
                .min(Instant::compareTo)
                .orElse(null);
    }
}

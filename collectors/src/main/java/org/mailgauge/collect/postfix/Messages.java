package org.mailgauge.collect.postfix;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.observe.StateText;

import java.util.LinkedHashMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What has to be remembered of messages between their lines. At most {@value #MOST}, those that
 * were told of last; a message that is forgotten and goes on later may be counted once more as
 * transmitted. Used by one thread.
 */
final class Messages {
    /** Some 60 octets each in the saved state, 200 in memory. */
    static final int MOST = 100_000;

    /** A message. */
    static final class Message {
        /** The group that took it in; null for one of Postfix's own making, and when unknown. */
        @Nullable String origin;

        /** Whether its first line was seen, so that it is to be counted when all is known. */
        boolean seen;

        /** Whether it has been counted as received. */
        boolean counted;

        /** -1 when not known. */
        long octets = -1;

        /** How often it was active: each time, delivery begins anew. */
        long rounds;

        /** Recipients that are not settled; -1 when not known. */
        long left = -1;

        /** Whether a recipient was transmitted. */
        boolean transmitted;

        /** The groups in which one was. */
        final TreeSet<Integer> groups = new TreeSet<>();

        /** Whether this is the first success in that group. */
        boolean isFirst(MtaGroup group) {
            return groups.add(group.index());
        }
    }

    private final LinkedHashMap<String, Message> all = new LinkedHashMap<>(1024, 0.75f, true);
    private final Runnable forgetting;

    /**
     * @param forgetting told when one is forgotten that was received and has not ended
     */
    Messages(Runnable forgetting) {
        this.forgetting = forgetting;
    }

    /** The message of that id, which is made when it is not known. */
    Message of(String id) {
        var known = all.get(id);
        if (known != null) {
            return known;
        }
        var message = new Message();
        all.put(id, message);
        if (all.size() > MOST) {
            var eldest = all.pollFirstEntry();
            if (eldest != null && eldest.getValue().counted && eldest.getValue().left != 0) {
                forgetting.run();
            }
        }
        return message;
    }

    @Nullable Message known(String id) {
        return all.get(id);
    }

    /**
     * A message was put into the queue anew, under another id, with those recipients who were left.
     * One that is not known was received before.
     */
    void requeued(String was, String id) {
        var known = all.remove(was);
        var message = of(id);
        message.counted = known == null || known.counted || !known.seen;
        if (known != null) {
            message.origin = known.origin;
            message.octets = known.octets;
            message.transmitted = known.transmitted;
            message.groups.addAll(known.groups);
        }
    }

    void removed(String id) {
        all.remove(id);
    }

    int count() {
        return all.size();
    }

    void save(StateText text, Consumer<String> lines) {
        for (var entry : all.entrySet()) {
            var of = entry.getValue();
            lines.accept(
                    text.line(
                            "message",
                            entry.getKey(),
                            of.origin == null ? "" : of.origin,
                            flags(of),
                            Long.toString(of.octets),
                            Long.toString(of.left),
                            of.groups.stream()
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(",")),
                            Long.toString(of.rounds)));
        }
    }

    private static String flags(Message of) {
        return (of.seen ? "s" : "") + (of.counted ? "c" : "") + (of.transmitted ? "t" : "");
    }

    /** Takes one of the lines; returns whether it was one. */
    boolean goOn(StateText.Words words) {
        if (!words.first().equals("message")) {
            return false;
        }
        var octets = words.number(4);
        var left = words.number(5);
        if (octets == null || left == null) {
            return false;
        }
        var message = of(words.text(1));
        var origin = words.text(2);
        message.origin = origin.isEmpty() ? null : origin;
        var flags = words.text(3);
        message.seen = flags.contains("s");
        message.counted = flags.contains("c");
        message.transmitted = flags.contains("t");
        message.octets = octets;
        message.left = left;
        var rounds = words.number(7);
        message.rounds = rounds == null ? 0 : rounds;
        for (var group : words.text(6).split(",", -1)) {
            if (group.matches("[0-9]{1,9}")) {
                message.groups.add(Integer.valueOf(group));
            }
        }
        return true;
    }
}

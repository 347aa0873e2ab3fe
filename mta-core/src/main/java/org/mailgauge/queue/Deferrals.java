package org.mailgauge.queue;

import org.mailgauge.observe.ReplyClass;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ObjDoubleConsumer;

/** Counts recipients that are put off, by the class of the reply. Guarded by the queue's lock. */
final class Deferrals {
    private final Map<ReplyClass, Long> counts = new EnumMap<>(ReplyClass.class);

    void add(Note why, int recipients) {
        counts.merge(why.replyClass(), (long) recipients, Long::sum);
    }

    void read(ObjDoubleConsumer<String> into) {
        for (var each : ReplyClass.values()) {
            var name = each.name().toLowerCase(Locale.ROOT);
            var count = counts.getOrDefault(each, 0L);
            into.accept("deferred_recipients_" + name + "_total", count.doubleValue());
        }
    }
}

package org.mailgauge.collect.postfix.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.postfix.queue.QueueLevels.Destination;
import org.mailgauge.collect.postfix.queue.QueueLevels.Destinations;
import org.mailgauge.collect.postfix.queue.QueueLevels.Level;
import org.mailgauge.collect.postfix.queue.QueueLevels.Rest;
import org.mailgauge.observe.ReplyClass;
import org.mailgauge.observe.StateLevel;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Adds messages up to levels. One is begun with {@link #begin}, told of each message, its parts
 * after it, and then asked. Used by one thread.
 */
final class Tally implements Shares.Part {
    private static final long NOT_KNOWN = Long.MIN_VALUE;
    private static final int CLASSES_OF_AGE = StateLevel.UP_TO.size() + 1;
    private static final int FIRST_AGE = StateLevel.UP_TO.getFirst();
    private static final long MICROS_OF_MINUTE = 60L * IdCode.MICROS;
    private static final ReplyClass[] CLASSES = ReplyClass.values();

    private final Domains domains;
    private final Sum[] sums = new Sum[PostfixQueue.values().length];
    private long now;
    private long nowSeconds;

    // Of the message whose parts follow.
    private long arrived;
    private int retry;
    private boolean deferred;
    private boolean counts;
    private int lastDomain;

    Tally(Domains domains) {
        this.domains = domains;
    }

    /** What has been added up of one queue. */
    private static final class Sum {
        long messages;
        long known;
        long unfinished;
        long withRecipients;
        long withOctets;
        long withArrival;
        long withRetry;
        long recipients;
        long octets;
        long oldest = Long.MAX_VALUE;
        long nextRetry = Long.MAX_VALUE;
        long overdue;
        final long[] ages = new long[CLASSES_OF_AGE];
        final long[] recipientAges = new long[CLASSES_OF_AGE];
    }

    void begin(Instant at) {
        nowSeconds = at.getEpochSecond();
        now = nowSeconds * IdCode.MICROS + at.getNano() / 1000;
        for (int i = 0; i < sums.length; i++) {
            sums[i] = new Sum();
        }
        domains.clear();
    }

    void unfinished(int queue) {
        sums[queue].unfinished++;
    }

    /** Messages of which nothing is known. */
    void beyond(int queue, long messages) {
        sums[queue].messages += messages;
    }

    /**
     * A message.
     *
     * @param came microseconds since 1970, {@link Long#MIN_VALUE} when not known
     * @param octets -1 when not known, as are recipients
     * @param next seconds since 1970, unsigned; 0 when not known or none
     */
    void message(int queue, boolean known, long came, long octets, int recipients, int next) {
        var sum = sums[queue];
        sum.messages++;
        int age = 0;
        if (came != NOT_KNOWN) {
            sum.withArrival++;
            sum.oldest = Math.min(sum.oldest, came);
            age = age(now - came);
            sum.ages[age]++;
        }
        deferred = queue == PostfixQueue.DEFERRED.place();
        if (deferred && next != 0) {
            long seconds = next & 0xFFFF_FFFFL;
            sum.withRetry++;
            sum.nextRetry = Math.min(sum.nextRetry, seconds);
            sum.overdue += seconds <= nowSeconds ? 1 : 0;
        }
        if (known) {
            sum.known++;
        }
        if (known && octets >= 0) {
            sum.withOctets++;
            sum.octets += octets;
        }
        if (known && recipients >= 0) {
            sum.withRecipients++;
            sum.recipients += recipients;
            sum.recipientAges[age] += recipients;
        }
        part(known, came, next);
    }

    /** Parts that follow are of a message that is kept but not counted. */
    void uncounted() {
        part(false, NOT_KNOWN, 0);
    }

    private void part(boolean counted, long came, int next) {
        counts = counted;
        arrived = came;
        retry = next;
        lastDomain = -1;
    }

    @Override
    public void of(int domain, int replyClass, int recipients) {
        domains.rows[domain]++;
        if (!counts) {
            return;
        }
        // Parts of a domain follow each other.
        if (domain != lastDomain) {
            domains.messages[domain]++;
            lastDomain = domain;
        }
        domains.recipients[domain] += recipients;
        if (arrived != NOT_KNOWN && arrived < domains.oldest[domain]) {
            domains.oldest[domain] = arrived;
        }
        if (deferred) {
            domains.defer(domain, replyClass, recipients);
            int earliest = domains.retry[domain];
            if (retry != 0 && (earliest == 0 || Integer.compareUnsigned(retry, earliest) < 0)) {
                domains.retry[domain] = retry;
            }
        }
    }

    /** The class of an age, whole minutes of which the ends double from one to the next. */
    static int age(long micros) {
        long minutes = Math.max(0, micros) / MICROS_OF_MINUTE;
        int doubled = Long.SIZE - Long.numberOfLeadingZeros(minutes / FIRST_AGE);
        return Math.min(doubled, CLASSES_OF_AGE - 1);
    }

    Level level(PostfixQueue queue) {
        var sum = sums[queue.place()];
        boolean aged = sum.withArrival == sum.messages;
        boolean counted = sum.withRecipients == sum.messages;
        boolean retries = queue == PostfixQueue.DEFERRED && sum.withRetry == sum.messages;
        return new Level(
                sum.messages,
                sum.known,
                sum.unfinished,
                aged && sum.messages > 0 ? PostfixId.instant(sum.oldest) : null,
                aged ? list(sum.ages) : null,
                counted ? sum.recipients : null,
                sum.withOctets == sum.messages ? sum.octets : null,
                counted && aged ? list(sum.recipientAges) : null,
                retries && sum.messages > 0 ? Instant.ofEpochSecond(sum.nextRetry) : null,
                retries ? sum.overdue : null);
    }

    private static List<Long> list(long[] numbers) {
        var list = new ArrayList<Long>(numbers.length);
        for (long number : numbers) {
            list.add(number);
        }
        return list;
    }

    /**
     * The domains with the most recipients, and the others together; those without are forgotten.
     */
    Destinations destinations(int most) {
        domains.forget();
        var largest = new Newest(most);
        int count = 0;
        long messages = 0;
        long recipients = 0;
        for (int domain = 0; domain < domains.size(); domain++) {
            if (domains.messages[domain] > 0) {
                messages += domains.messages[domain];
                recipients += domains.recipients[domain];
                if (domain != Domains.BEYOND) {
                    count++;
                    largest.offer(domains.recipients[domain], domain);
                }
            }
        }
        var rows = new ArrayList<Destination>();
        for (int domain : largest.drain()) {
            rows.add(row(domain));
            messages -= domains.messages[domain];
            recipients -= domains.recipients[domain];
        }
        return new Destinations(count, rows, new Rest(messages, recipients));
    }

    private Destination row(int domain) {
        return new Destination(
                domains.name(domain),
                domains.messages[domain],
                domains.recipients[domain],
                oldest(domain),
                domains.retry[domain] == 0
                        ? null
                        : Instant.ofEpochSecond(domains.retry[domain] & 0xFFFF_FFFFL),
                classes(domain),
                domains.told(domain));
    }

    private @Nullable Instant oldest(int domain) {
        long micros = domains.oldest[domain];
        return micros == Long.MAX_VALUE ? null : PostfixId.instant(micros);
    }

    private Map<ReplyClass, Long> classes(int domain) {
        var classes = new EnumMap<ReplyClass, Long>(ReplyClass.class);
        for (var one : CLASSES) {
            long count = domains.deferred(domain, one);
            if (count > 0) {
                classes.put(one, count);
            }
        }
        return classes;
    }
}

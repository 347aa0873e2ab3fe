package org.mailgauge.auth;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.IpAddress;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Slows down those who guess passwords. Safe for use by any thread; {@code lock} guards everything.
 * Bounded: of each table the entry that was used longest ago is forgotten.
 */
final class LoginGuard {
    /*
     * Each try takes one from three buckets: those of its address, its network and the user it is
     * for; a try that succeeds gives it back. A bucket fills again slowly. Tries on an empty one are
     * put off for a time that doubles with each that fails then; when it is over one try may come,
     * and while that runs no other.
     *
     * A user at an address where he has logged in before has a place: a bucket of his own, and the
     * others do not concern him. So nobody elsewhere, and nobody else there, can lock him out.
     */
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Object, Bucket> addresses = table();
    private final Map<Object, Bucket> networks = table();
    private final Map<Object, Bucket> users = table();
    private final Map<Object, Bucket> places = table();

    private record Place(String user, IpAddress address) {}

    /** Tries that failed or run, and until when further ones are put off; ticks. */
    private static final class Bucket {
        private double spent;
        private long filled;
        private int strikes;
        private @Nullable Long pausedUntil;

        Bucket(long now) {
            filled = now;
        }
    }

    /** What a try took. */
    private record Taken(Bucket bucket, boolean afterPause) {}

    /** Whether a try may come. */
    sealed interface Entry {
        /** It may; to be told when it succeeds. */
        record Admitted(Ticket ticket) implements Entry {}

        record PutOff(Duration retryAfter) implements Entry {}
    }

    /** A try that runs, or has failed. */
    static final class Ticket {
        private final List<Taken> taken;
        private final Place place;

        private Ticket(List<Taken> taken, Place place) {
            this.taken = taken;
            this.place = place;
        }
    }

    private static Map<Object, Bucket> table() {
        return new LinkedHashMap<>(16, 0.75f, true);
    }

    /**
     * Asks for a try.
     *
     * @param user whom it is for: an account's address, or whatever the client says
     * @param now ticks
     */
    Entry ask(LoginSettings.Tries tries, IpAddress address, String user, long now) {
        var host = address.prefix(address.isV6() ? 64 : 32);
        var place = new Place(user, host);
        lock.lock();
        try {
            var buckets = buckets(tries, address, place, now);
            long wait = 0;
            for (var bucket : buckets.keySet()) {
                fill(bucket, tries, now);
                wait = Math.max(wait, bucket.pausedUntil == null ? 0 : bucket.pausedUntil - now);
            }
            if (wait > 0) {
                return new Entry.PutOff(Duration.ofNanos(wait));
            }
            var taken = new ArrayList<Taken>();
            buckets.forEach((bucket, most) -> taken.add(take(bucket, most, tries, now)));
            return new Entry.Admitted(new Ticket(taken, place));
        } finally {
            lock.unlock();
        }
    }

    /** The buckets of a try with their sizes. */
    private Map<Bucket, Integer> buckets(
            LoginSettings.Tries tries, IpAddress address, Place place, long now) {
        var own = places.get(place);
        if (own != null) {
            return Map.of(own, tries.address());
        }
        var network = address.prefix(address.isV6() ? 48 : 24);
        var all = new LinkedHashMap<Bucket, Integer>();
        all.put(bucket(addresses, place.address(), tries, now), tries.address());
        all.put(bucket(networks, network, tries, now), tries.network());
        all.put(bucket(users, place.user(), tries, now), tries.user());
        return all;
    }

    private static Bucket bucket(
            Map<Object, Bucket> table, Object key, LoginSettings.Tries tries, long now) {
        var bucket = table.computeIfAbsent(key, _ -> new Bucket(now));
        trim(table, tries.entries());
        return bucket;
    }

    private static void trim(Map<Object, Bucket> table, int most) {
        for (Iterator<?> i = table.keySet().iterator(); table.size() > most && i.hasNext(); ) {
            i.next();
            i.remove();
        }
    }

    private static void fill(Bucket bucket, LoginSettings.Tries tries, long now) {
        double back = (double) (now - bucket.filled) / tries.comeBack().toNanos();
        bucket.spent = Math.max(0, bucket.spent - back);
        bucket.filled = now;
        if (bucket.pausedUntil != null && bucket.pausedUntil <= now) {
            bucket.pausedUntil = null;
        }
        if (bucket.spent == 0) {
            bucket.strikes = 0;
        }
    }

    private static Taken take(Bucket bucket, int most, LoginSettings.Tries tries, long now) {
        bucket.spent = Math.min(most, bucket.spent + 1);
        boolean empty = bucket.spent > most - 1;
        if (empty) {
            long first = tries.firstPause().toNanos();
            long pause = Math.min(tries.longestPause().toNanos(), first << bucket.strikes);
            bucket.strikes = Math.min(bucket.strikes + 1, 20);
            bucket.pausedUntil = now + pause;
        }
        return new Taken(bucket, empty);
    }

    /** The try succeeded: what it took is given back, and the user has a place there. */
    void succeeded(LoginSettings.Tries tries, Ticket ticket, long now) {
        lock.lock();
        try {
            ticket.taken.forEach(LoginGuard::giveBack);
            var _ = bucket(places, ticket.place, tries, now);
        } finally {
            lock.unlock();
        }
    }

    /** The try found out nothing: what it took is given back. */
    void giveBack(Ticket ticket) {
        lock.lock();
        try {
            ticket.taken.forEach(LoginGuard::giveBack);
        } finally {
            lock.unlock();
        }
    }

    private static void giveBack(Taken one) {
        var bucket = one.bucket();
        bucket.spent = Math.max(0, bucket.spent - 1);
        if (one.afterPause()) {
            bucket.pausedUntil = null;
            bucket.strikes = Math.max(0, bucket.strikes - 1);
        }
    }

    /** How many entries all tables have. */
    int entries() {
        lock.lock();
        try {
            return addresses.size() + networks.size() + users.size() + places.size();
        } finally {
            lock.unlock();
        }
    }
}

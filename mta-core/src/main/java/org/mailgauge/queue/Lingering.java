package org.mailgauge.queue;

import org.mailgauge.route.NextHop;

import java.time.Duration;
import java.util.LinkedHashSet;

/**
 * Associations that have nothing to do and wait a short time for more, so that a steady flow uses
 * them again instead of connecting for each message. Guarded by the queue's lock.
 *
 * <p>All wait equally long, so the one that began first is over first, and one timer is enough.
 */
final class Lingering {
    private final Core core;
    private final long nanos;
    private final int most;
    private final LinkedHashSet<Lease> idle = new LinkedHashSet<>();

    /** Those sent away that have not ended yet. */
    private int leaving;

    Lingering(Core core, Duration time, int most) {
        this.core = core;
        this.nanos = time.toNanos();
        this.most = most;
    }

    int size() {
        return idle.size();
    }

    /** Lets a slot wait, whose thread then goes to {@link #await}. @return whether it may */
    boolean begin(Lease lease, Moment now) {
        boolean connects = !(lease.hop.nextHop instanceof NextHop.Local); // else nothing is saved
        if (nanos <= 0 || !connects || !lease.up || idle.size() >= most) {
            return false;
        }
        lease.idleUntil = now.ticks() + nanos;
        lease.hop.idle.addLast(lease);
        idle.add(lease);
        return true;
    }

    /** Parks the slot's thread, without the lock, until it is woken or sent away. */
    void await(Lease lease) {
        core.awaitWhile(lease, () -> idle.contains(lease));
    }

    /** Wakes a slot of a next hop, the one used last, for a job. */
    void wake(Hop hop) {
        var lease = hop.idle.removeLast();
        idle.remove(lease);
        lease.asked = false;
        hop.starting++;
        core.signal(lease);
    }

    /** Sends slots away as others need so many associations. */
    void makeRoom(int wanted) {
        while (leaving < wanted && !idle.isEmpty()) {
            dismiss(idle.getFirst());
        }
    }

    void dismissAll() {
        makeRoom(Integer.MAX_VALUE);
    }

    private void dismiss(Lease lease) {
        idle.remove(lease);
        lease.hop.idle.remove(lease);
        lease.dismissed = true;
        leaving++;
        core.signal(lease);
    }

    void ended(Lease lease) {
        leaving -= lease.dismissed ? 1 : 0;
    }

    /** Sends away those that waited long enough. */
    void work(Moment now) {
        while (!idle.isEmpty() && idle.getFirst().idleUntil <= now.ticks()) {
            dismiss(idle.getFirst());
        }
    }

    /** When the next one has waited long enough, on the ticker. */
    long next() {
        return idle.isEmpty() ? Long.MAX_VALUE : idle.getFirst().idleUntil;
    }
}

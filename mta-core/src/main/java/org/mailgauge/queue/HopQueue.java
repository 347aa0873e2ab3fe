package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;

/**
 * What waits at one next hop, in a fair order. Guarded by the queue's lock. Adding, removing and
 * finding who is next cost O(log n).
 */
final class HopQueue {
    /*
     * Two orders. In "whole" stands what has not been begun: each destination domain is a flow, and
     * flows are served in turn by their cost, however much waits in each (start-time fair queueing:
     * an entry's turn is the end of the one before it in its flow, or now when the flow was idle).
     * So a domain with 100,000 messages delays another's by one transaction, and within a domain
     * the order is that of coming.
     *
     * A message with more recipients than fit into one transaction goes, after its first, to "rest",
     * where such messages take turns. While something waits in "whole", "rest" has one part in
     * SHARE + 1 of the cost: credit is earned there and spent here. So a list of 100,000 delays the
     * single messages by a quarter, whatever their domains, and never stands still itself.
     */

    /** Cost of a transaction; each recipient adds one. */
    static final int JOB = 10;

    /** What has not been begun gets so many times the share of the large messages begun. */
    static final int SHARE = 4;

    private static final int LARGEST = JOB + Scheduler.RECIPIENTS_PER_JOB;
    static final long MOST_CREDIT = (long) SHARE * LARGEST;

    private final Hop hop;
    private final Order whole = new Order();
    private final Order rest = new Order();
    private int recipients;

    /** The turn of the last entry begun. */
    private long clock;

    private long credit;
    private long restTurn;

    /** Where looking through goes on. */
    private int lookEntry;

    private int lookInside;

    HopQueue(Hop hop) {
        this.hop = hop;
    }

    private static final class Order extends IndexedHeap<Queued> {
        @Override
        boolean before(Queued a, Queued b) {
            return a.turn() != b.turn()
                    ? a.turn() < b.turn()
                    : Message.earlier(a.message(), b.message());
        }

        @Override
        int at(Queued element) {
            return element.standsAt();
        }

        @Override
        void at(Queued element, int place) {
            element.standsAt(place);
        }
    }

    /** Recipients that wait. */
    int size() {
        return recipients;
    }

    boolean isEmpty() {
        return recipients == 0;
    }

    /** Whose turn it is; null when nothing waits. */
    @Nullable Queued peek() {
        var first = whole.peek();
        var large = rest.peek();
        if (first == null || large == null) {
            return first == null ? large : first;
        }
        return credit >= (long) SHARE * cost(large.size()) ? large : first;
    }

    /** What one job of so many waiting recipients costs. */
    static int cost(int recipients) {
        return JOB + Math.min(recipients, Scheduler.RECIPIENTS_PER_JOB);
    }

    void add(Recipient recipient) {
        recipients++;
        var message = recipient.message();
        if (message.tally == null) {
            insert(message, recipient.lane());
            return;
        }
        var batch = message.tally.batch(hop);
        if (batch == null) {
            batch = new Batch(message, recipient.lane());
            message.tally.batch(hop, batch);
            batch.add(recipient);
            insert(batch, batch.lane);
        } else {
            batch.add(recipient);
            if (!batch.begun && batch.size() <= Scheduler.RECIPIENTS_PER_JOB) {
                batch.lane.finish++;
            }
        }
    }

    private void insert(Queued entry, Lane lane) {
        // What was removed out of turn must not delay its domain for ever.
        long most = clock + (lane.waiting + 1) * (JOB + 1) + LARGEST;
        long turn = Math.clamp(lane.finish, clock, most);
        entry.turn(turn);
        lane.finish = turn + JOB + 1;
        whole.add(entry);
    }

    /**
     * How many messages go before a recipient's that waits here, among those that were begun when
     * it was and else among the others; counted up to a limit, at a cost of the order of that.
     */
    int ahead(Recipient recipient, int most) {
        var message = recipient.message();
        if (message.tally == null) {
            return whole.countBefore(message, most);
        }
        var batch = batch(message, message.tally);
        return (batch.begun ? rest : whole).countBefore(batch, most);
    }

    private Batch batch(Message message, Tally tally) {
        var batch = tally.batch(hop);
        if (batch == null) {
            throw new IllegalStateException("not here: " + message.id());
        }
        return batch;
    }

    void remove(Recipient recipient) {
        recipients--;
        var message = recipient.message();
        if (message.tally == null) {
            whole.remove(message);
            return;
        }
        var batch = batch(message, message.tally);
        batch.remove(recipient);
        if (batch.isEmpty()) {
            (batch.begun ? rest : whole).remove(batch);
            message.tally.batch(hop, null);
        }
    }

    /** A job was taken: so many recipients of an entry, which have left already. */
    void charge(Queued entry, int taken) {
        long cost = cost(taken);
        if (entry instanceof Batch batch && batch.begun) {
            credit = whole.isEmpty() ? 0 : Math.max(0, credit - SHARE * cost);
        } else {
            clock = Math.max(clock, entry.turn());
            credit = rest.isEmpty() ? 0 : Math.min(credit + cost, MOST_CREDIT);
        }
        if (entry instanceof Batch batch && !batch.isEmpty()) {
            (batch.begun ? rest : whole).remove(batch);
            batch.begun = true;
            batch.turn(restTurn++);
            rest.add(batch);
        }
    }

    /**
     * The next recipient of a look through all of them, which begins again after the last; one
     * whose place changes meanwhile may be missed in one round.
     */
    Recipient look() {
        while (true) {
            if (lookEntry >= whole.size() + rest.size()) {
                lookEntry = 0;
                lookInside = 0;
            }
            var entry =
                    lookEntry < whole.size()
                            ? whole.item(lookEntry)
                            : rest.item(lookEntry - whole.size());
            if (lookInside < entry.size()) {
                return entry.item(lookInside++);
            }
            lookEntry++;
            lookInside = 0;
        }
    }
}

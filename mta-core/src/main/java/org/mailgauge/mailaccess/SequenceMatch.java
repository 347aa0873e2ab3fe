package org.mailgauge.mailaccess;

import org.mailgauge.mailbox.UidSet;
import org.mailgauge.store.MailboxView;

/** Sequence numbers and the UIDs that a client believes they have (RFC 7162 section 3.2.5.2). */
final class SequenceMatch {
    private SequenceMatch() {}

    /**
     * The UID of the last message that has the number which the client believes it to have: up to
     * it nothing has vanished that the client does not know of.
     *
     * @param numbers sequence numbers
     * @param uids as many, the first of them that of the first number, and so on
     * @return 0 when no message has
     */
    static long last(UidSet numbers, UidSet uids, MailboxView view) {
        long last = 0;
        int n = 0;
        int u = 0;
        long number = 0;
        long uid = 0;
        while (n < numbers.ranges() && u < uids.ranges()) {
            number = Math.max(number, numbers.first(n));
            uid = Math.max(uid, uids.first(u));
            long more = Math.min(numbers.last(n) - number, uids.last(u) - uid);
            last = Math.max(last, lastOf(number, uid, more, view));
            n += number + more == numbers.last(n) ? 1 : 0;
            u += uid + more == uids.last(u) ? 1 : 0;
            number += more + 1;
            uid += more + 1;
        }
        return last;
    }

    /*
     * The view's UIDs grow at least as fast as the client's, which follow each other: so there are
     * numbers with a lower UID than the client's first, then those that match, then higher ones.
     */
    private static long lastOf(long number, long uid, long more, MailboxView view) {
        long low = -1;
        long high = Math.min(more, view.messages() - number);
        while (low < high) {
            long middle = (low + high + 1) >> 1;
            if (view.uid((int) (number + middle)) <= uid + middle) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        boolean found = low >= 0 && view.uid((int) (number + low)) == uid + low;
        return found ? uid + low : 0;
    }
}

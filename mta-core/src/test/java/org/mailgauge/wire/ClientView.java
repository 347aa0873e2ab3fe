package org.mailgauge.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.mailgauge.testing.ResponseGrammar.Response;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a client makes of the untagged responses of a server: the messages of the selected mailbox
 * by their numbers, and their UIDs as far as they were told. What cannot be is an {@link
 * AssertionError}.
 */
final class ClientView {
    /** In these a sequence number must mean the same to both sides (RFC 9051 section 7.5.1). */
    private static final Set<String> KEEPS_NUMBERS = Set.of("FETCH", "STORE", "SEARCH", "SORT");

    private static final Pattern UID =
            Pattern.compile(" FETCH \\((?:FLAGS \\([^)]*\\) )?UID (\\d+)");

    /** UIDs; 0 for one that is not known. */
    private final List<Long> uids = new ArrayList<>();

    /** What no longer has numbers or tells it by UIDs (QRESYNC, UIDONLY). */
    private boolean vanishes;

    /** Whether expunges may come at any time (RFC 5465 section 6.1: SELECTED). */
    private boolean anyTime;

    /** Whether expunges may come at any time from now on. */
    void takesExpunges(boolean always) {
        anyTime = always;
    }

    /** No mailbox is selected. */
    void forget() {
        uids.clear();
    }

    /** Another session begins. */
    void restart() {
        forget();
        vanishes = false;
        anyTime = false;
    }

    int messages() {
        return uids.size();
    }

    /**
     * Takes an untagged response.
     *
     * @param during the command that is being answered, without its tag
     */
    void take(Response one, String during) {
        var name = one.name();
        int number = (int) one.number();
        switch (name) {
            case "ENABLED" ->
                    vanishes |=
                            one.values().contains("QRESYNC") || one.values().contains("UIDONLY");
            case "EXISTS" -> {
                assertTrue(number >= uids.size(), () -> one + ": there were " + uids.size());
                while (uids.size() < number) {
                    uids.add(0L);
                }
            }
            case "EXPUNGE" -> {
                assertFalse(vanishes, one::text);
                mayGo(one, during);
                assertTrue(number <= uids.size(), () -> one + " of " + uids.size());
                uids.remove(number - 1);
            }
            case "VANISHED" -> {
                if (one.values().size() == 1) {
                    assertTrue(vanishes, one::text);
                    mayGo(one, during);
                    vanished(one.values().getFirst().toString());
                }
            }
            case "FETCH" -> {
                assertTrue(number <= uids.size(), () -> one + " of " + uids.size());
                var uid = UID.matcher(one.text());
                if (uid.find()) {
                    learn(number - 1, Long.parseLong(uid.group(1)), one);
                }
            }
            default -> {
                // Nothing of the messages there are.
            }
        }
    }

    private void mayGo(Response one, String during) {
        assertTrue(
                anyTime || !KEEPS_NUMBERS.contains(during.split(" ", 2)[0]),
                () -> one.text() + "during " + during);
    }

    private void vanished(String set) {
        for (var range : set.split(",", -1)) {
            var ends = range.split(":", -1);
            long last = Long.parseLong(ends[ends.length - 1]);
            for (long uid = Long.parseLong(ends[0]); uid <= last; uid++) {
                int at = uids.indexOf(uid);
                assertNotNull(uids.remove(at < 0 ? unknown(uid, set) : at));
            }
        }
    }

    /** Where a message is of which only the place among the others is known. */
    private int unknown(long uid, String vanished) {
        int at = 0;
        for (int i = 0; i < uids.size(); i++) {
            at = uids.get(i) != 0 && uids.get(i) < uid ? i + 1 : at;
        }
        assertTrue(at < uids.size() && uids.get(at) == 0, vanished);
        return at;
    }

    private void learn(int at, long uid, Response from) {
        var known = uids.set(at, uid);
        assertTrue(known == 0 || known == uid, () -> from.text() + "but it was " + known);
        assertTrue(at == 0 || uids.get(at - 1) < uid, from::text);
        long next = at + 1 < uids.size() ? uids.get(at + 1) : 0;
        assertTrue(next == 0 || uid < next, from::text);
    }

    /** That the server has the same messages, by what it answers to {@code FETCH 1:* (UID)}. */
    void isAll(List<Response> fetched) {
        assertEquals(messages(), fetched.size());
        for (int i = 0; i < fetched.size(); i++) {
            assertEquals(i + 1, fetched.get(i).number());
        }
    }
}

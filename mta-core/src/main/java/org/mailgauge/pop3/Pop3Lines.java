package org.mailgauge.pop3;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.function.IntFunction;

/** What multi-line answers list. Lines have no CRLF; none begins with a dot. */
final class Pop3Lines {
    static final List<String> LANGUAGES = List.of("i-default Default", "en English");

    private Pop3Lines() {}

    /**
     * The language that a range asks for (RFC 4647 section 3.4, lookup), with its description; null
     * when we do not have it.
     */
    static @Nullable String language(String range) {
        var lower = range.toLowerCase(Locale.ROOT);
        if (lower.equals("*") || lower.equals("i-default")) {
            return LANGUAGES.getFirst();
        }
        return lower.equals("en") || lower.startsWith("en-") ? LANGUAGES.getLast() : null;
    }

    /**
     * The capabilities (RFC 2449 section 6; RFC 2595, 5034, 6856).
     *
     * @param transaction whether in the TRANSACTION state
     */
    static List<String> capabilities(Pop3Access access, boolean transaction) {
        var all = new ArrayList<>(List.of("TOP", "UIDL"));
        if (access.passwords()) {
            all.add("USER");
        }
        if (!access.mechanisms().isEmpty()) {
            all.add("SASL " + String.join(" ", access.mechanisms()));
        }
        all.addAll(List.of("RESP-CODES", "AUTH-RESP-CODE", "PIPELINING"));
        all.addAll(List.of("LOGIN-DELAY 0", "EXPIRE NEVER"));
        if (access.stls()) {
            all.add("STLS");
        }
        all.addAll(List.of("UTF8 USER", "LANG"));
        if (transaction) {
            all.add("IMPLEMENTATION Mailgauge");
        }
        return all;
    }

    /** One line for each message that is not deleted, made when it is asked for. */
    static Iterable<String> messages(Listing listing, Marks deleted, IntFunction<String> what) {
        return () -> lines(listing, deleted, what);
    }

    private static Iterator<String> lines(
            Listing listing, Marks deleted, IntFunction<String> what) {
        return new Iterator<>() {
            private int next = after(0);

            private int after(int first) {
                int message = first;
                while (message < listing.messages() && deleted.has(message)) {
                    message++;
                }
                return message;
            }

            @Override
            public boolean hasNext() {
                return next < listing.messages();
            }

            @Override
            public String next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                int message = next;
                next = after(message + 1);
                return (message + 1) + " " + what.apply(message);
            }
        };
    }
}

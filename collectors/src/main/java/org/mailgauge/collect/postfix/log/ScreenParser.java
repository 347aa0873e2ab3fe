package org.mailgauge.collect.postfix.log;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.postfix.log.PostfixEvent.Screened.Finding;

import java.time.Duration;

/** What postscreen and dnsblog tell of clients. */
final class ScreenParser {
    private ScreenParser() {}

    /** A line of postscreen without NOQUEUE; null when it is not known. */
    static @Nullable PostfixEvent parse(Cursor text) {
        var what = what(text);
        if (what == null) {
            return note(text);
        }
        Long count = null;
        Duration after = null;
        if (what == Finding.DNSBL || what == Finding.PREGREET) {
            count = text.number();
        }
        if (text.skip(" after ") || text.skip("after ")) {
            after = text.seconds();
        }
        var client = toPeer(text) ? text.peer() : null;
        if (client == null) {
            return null;
        }
        var stage = text.skip(" after ") ? Stage.of(text.word(' ', ':')) : null;
        return new PostfixEvent.Screened(what, client, count, after, stage);
    }

    private static boolean toPeer(Cursor text) {
        return text.skip("from ")
                || text.skip(" from ")
                || text.skip(" for ")
                || text.here() == '[';
    }

    private static @Nullable Finding what(Cursor text) {
        return switch (text.here()) {
            case 'C' -> commands(text);
            case 'P' -> p(text);
            case 'D' -> d(text);
            case 'H' -> text.skip("HANGUP ") ? Finding.HANGUP : null;
            case 'A' -> listed(text, "ALLOWLIST");
            case 'W' -> listed(text, "WHITELIST");
            case 'B' -> b(text);
            case 'N' -> text.skip("NON-SMTP COMMAND ") ? Finding.NON_SMTP_COMMAND : null;
            default -> null;
        };
    }

    private static @Nullable Finding commands(Cursor text) {
        if (text.skip("CONNECT ")) {
            return Finding.CONNECT;
        }
        if (!text.skip("COMMAND ")) {
            return null;
        }
        if (text.skip("PIPELINING ")) {
            return Finding.COMMAND_PIPELINING;
        }
        if (text.skip("TIME LIMIT ")) {
            return Finding.COMMAND_TIME_LIMIT;
        }
        if (text.skip("COUNT LIMIT ")) {
            return Finding.COMMAND_COUNT_LIMIT;
        }
        return text.skip("LENGTH LIMIT ") ? Finding.COMMAND_LENGTH_LIMIT : null;
    }

    private static @Nullable Finding p(Cursor text) {
        if (text.skip("PASS NEW ")) {
            return Finding.PASS_NEW;
        }
        if (text.skip("PASS OLD ")) {
            return Finding.PASS_OLD;
        }
        return text.skip("PREGREET ") ? Finding.PREGREET : null;
    }

    private static @Nullable Finding d(Cursor text) {
        if (text.skip("DISCONNECT ")) {
            return Finding.DISCONNECT;
        }
        if (text.skip("DNSBL rank ")) {
            return Finding.DNSBL;
        }
        return text.skip("DENYLISTED ") ? Finding.DENYLISTED : null;
    }

    private static @Nullable Finding b(Cursor text) {
        if (text.skip("BARE NEWLINE ")) {
            return Finding.BARE_NEWLINE;
        }
        return text.skip("BLACKLISTED ") ? Finding.DENYLISTED : null;
    }

    private static @Nullable Finding listed(Cursor text, String word) {
        if (!text.skip(word)) {
            return null;
        }
        if (text.skip("ED ")) {
            return Finding.ALLOWLISTED;
        }
        return text.skip(" VETO ") ? Finding.ALLOWLIST_VETO : null;
    }

    private static @Nullable PostfixEvent note(Cursor text) {
        boolean known =
                text.is("cache ")
                        || text.is("DATA without valid RCPT from ")
                        || text.is("close database ")
                        || text.is("entering STRESS mode")
                        || text.is("leaving STRESS mode");
        return known ? new PostfixEvent.Note(null, text.rest()) : null;
    }

    /** {@code addr 192.0.2.1 listed by domain zen.example as 127.0.0.2}; null when it is not. */
    static @Nullable PostfixEvent listed(Cursor text) {
        if (!text.skip("addr ")) {
            return null;
        }
        var address = text.upTo(" listed by domain ");
        var domain = text.upTo(" as ");
        return domain.isEmpty() ? null : new PostfixEvent.DnsblHit(address, domain, text.rest());
    }
}

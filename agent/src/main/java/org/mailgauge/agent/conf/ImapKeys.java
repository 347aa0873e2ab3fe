package org.mailgauge.agent.conf;

import org.mailgauge.config.ImapLimits;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys of {@code imap}. */
final class ImapKeys {
    private static final KeyTable TABLE = new KeyTable(5, Takes.RESTART);

    private ImapKeys() {}

    /** Commands that work on a limited number of messages. */
    enum Limited {
        ALL,
        SAVING;

        private String label() {
            return this == ALL ? "all" : "saving";
        }
    }

    static {
        TABLE.section("imap", "The IMAP server; docs/imap.md.");
    }

    static final Key<Duration> AUTOLOGOUT =
            TABLE.duration(
                    "imap.autologout",
                    "PT30M",
                    "PT24H",
                    "PT30M",
                    "How long a client that has logged in may be silent, in IDLE too.");
    static final Key<Duration> LOGIN_TIMEOUT =
            TABLE.duration(
                    "imap.login-timeout",
                    "PT10S",
                    "PT1H",
                    "PT3M",
                    "How long a client may be silent that has not logged in.");
    static final Key<Duration> WRITE_TIMEOUT =
            TABLE.duration(
                    "imap.write-timeout",
                    "PT1S",
                    "PT1H",
                    "PT1M",
                    "How long a client may take for a piece of what is sent to it (16 KiB).");
    static final Key<Integer> ERRORS =
            TABLE.count(
                    "imap.errors",
                    1,
                    1000,
                    "20",
                    "Wrong commands and failed logins, since the last login that succeeded, until a"
                            + " client is sent away.");
    static final Key<Integer> SESSIONS =
            TABLE.count(
                    "imap.sessions-per-account",
                    1,
                    100_000,
                    "100",
                    "How many sessions an account may have at a time; a login beyond them is"
                            + " answered NO [LIMIT].");

    static final Key<Boolean> EIGHT_BIT_HEADERS =
            TABLE.one(
                    "imap.append-8bit-headers",
                    Types.FLAG,
                    "false",
                    "Whether messages with 8-bit characters in their header fields are taken from"
                            + " clients that have not enabled UTF-8, as RFC 9755 forbids where"
                            + " UTF8=ACCEPT is offered: it is not offered then.");
    static final Key<Boolean> UNAUTHENTICATE =
            TABLE.one(
                    "imap.unauthenticate",
                    Types.FLAG,
                    "false",
                    "Whether a connection may log out and in again as another user (RFC 8437).");

    static final Key<Optional<Integer>> MESSAGES =
            TABLE.one(
                    "imap.message-limit",
                    Types.countOrOff(1000, 1_000_000),
                    "off",
                    "How many messages a command works on at most (RFC 9738). Clients that do not"
                            + " know of it miss the older messages of mailboxes that have more.");
    static final Key<Limited> LIMITED =
            TABLE.one(
                    "imap.limited-commands",
                    Types.choice(Limited.class, Limited::label),
                    "all",
                    "Which commands imap.message-limit holds for: all (announced as MESSAGELIMIT), or"
                            + " saving (as SAVELIMIT), which are COPY and APPEND.");

    static List<Entry> table() {
        return TABLE.lines();
    }

    static AccessConfig<ImapLimits> read(Values values) {
        return new AccessConfig<>(
                values.one(Keys.LISTEN_IMAP).orElse(null),
                values.one(Keys.LISTEN_IMAPS).orElse(null),
                new ImapLimits(
                        values.one(AUTOLOGOUT),
                        values.one(LOGIN_TIMEOUT),
                        values.one(WRITE_TIMEOUT),
                        ImapLimits.DEFAULT.handshakeTimeout(),
                        values.one(ERRORS),
                        values.one(SESSIONS),
                        values.one(EIGHT_BIT_HEADERS),
                        values.one(UNAUTHENTICATE),
                        values.one(MESSAGES).orElse(0),
                        values.one(LIMITED) == Limited.SAVING));
    }
}

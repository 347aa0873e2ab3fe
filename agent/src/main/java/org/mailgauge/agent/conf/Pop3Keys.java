package org.mailgauge.agent.conf;

import org.mailgauge.config.Pop3Limits;

import java.time.Duration;
import java.util.List;

/** The keys of {@code pop3}. */
final class Pop3Keys {
    private static final KeyTable TABLE = new KeyTable(4, Takes.RESTART);

    private Pop3Keys() {}

    static {
        TABLE.section("pop3", "The POP3 server; docs/pop3.md.");
    }

    static final Key<Duration> AUTOLOGOUT =
            TABLE.duration(
                    "pop3.autologout",
                    "PT10M",
                    "PT24H",
                    "PT10M",
                    "How long a client may be idle; nothing of what it marked is removed then.");
    static final Key<Duration> WRITE_TIMEOUT =
            TABLE.duration(
                    "pop3.write-timeout",
                    "PT1S",
                    "PT1H",
                    "PT1M",
                    "How long a client may take for a piece of a message (24 KiB).");
    static final Key<Integer> ERRORS =
            TABLE.count(
                    "pop3.errors",
                    1,
                    1000,
                    "10",
                    "Wrong commands and failed logins, since the last login that succeeded, until a"
                            + " client is sent away.");

    static List<Entry> table() {
        return TABLE.lines();
    }

    static AccessConfig<Pop3Limits> read(Values values) {
        return new AccessConfig<>(
                values.one(Keys.LISTEN_POP3).orElse(null),
                values.one(Keys.LISTEN_POP3S).orElse(null),
                new Pop3Limits(
                        values.one(AUTOLOGOUT),
                        values.one(WRITE_TIMEOUT),
                        Pop3Limits.DEFAULT.handshakeTimeout(),
                        values.one(ERRORS)));
    }
}

package org.mailgauge.agent.conf;

import org.mailgauge.address.Mailbox;
import org.mailgauge.config.MailboxConfig;
import org.mailgauge.store.sqlite.StoreSettings;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys of {@code mailboxes}. */
final class MailboxKeys {
    private static final KeyTable TABLE = new KeyTable(4, Takes.RELOAD);

    private MailboxKeys() {}

    /** What the sender of mail gets to hear for which the mailbox has no room. */
    enum OverQuota {
        RETRY,
        REFUSE;

        private String label() {
            return this == RETRY ? "retry" : "refuse";
        }
    }

    static {
        TABLE.section("mailboxes", "Mail of our users, and what is kept of it; docs/mailboxes.md.");
    }

    static final Key<Optional<Long>> QUOTA =
            TABLE.one(
                    "mailboxes.quota",
                    Types.sizeOrOff("64KiB", "1024GiB"),
                    "off",
                    "How much mail an account may keep, of accounts that are added from now on.");
    static final Key<OverQuota> OVER_QUOTA =
            TABLE.one(
                    "mailboxes.over-quota",
                    Types.choice(OverQuota.class, OverQuota::label),
                    "retry",
                    "What becomes of mail for which an account has no room: retry (452) has it tried"
                            + " again later, refuse (552) tells its sender at once.");
    static final Key<Optional<String>> SEPARATOR =
            TABLE.one(
                    "mailboxes.separator",
                    Types.SEPARATOR,
                    "+",
                    "What divides an account's name from the rest of a sub-address: anne+lists@a.test"
                            + " is anne's.");
    static final Key<Boolean> FOLDERS =
            TABLE.one(
                    "mailboxes.sub-address-folders",
                    Types.FLAG,
                    "false",
                    "Whether mail for anne+lists goes into anne's mailbox lists, where there is one;"
                            + " else it goes into INBOX.");
    static final Key<Optional<Mailbox>> POSTMASTER =
            TABLE.one(
                    "mailboxes.postmaster",
                    Types.MAILBOX_OR_NONE,
                    "none",
                    "The account that gets mail for postmaster and abuse of every local domain,"
                            + " where these are no accounts themselves.");
    static final Key<Duration> RETENTION =
            TABLE.duration(
                    Takes.RESTART,
                    "mailboxes.retention",
                    "PT0S",
                    "P365D",
                    "P14D",
                    "How long removed mail can be brought back (mailgauge mailbox undelete) and"
                            + " takes room on disk.");
    static final Key<Integer> SHARDS =
            TABLE.count(
                    Takes.RESTART,
                    "mailboxes.shards",
                    1,
                    64,
                    "2",
                    "Parts of the store that write side by side. Looked at when the store is made;"
                            + " one that is there keeps its number.");
    static final Key<Integer> CACHED =
            TABLE.count(
                    Takes.RESTART,
                    "mailboxes.cached-messages",
                    1000,
                    100_000_000,
                    "2000000",
                    "How many messages' places and flags are kept in memory for mailboxes that are"
                            + " open or were lately.");

    static final Key<Boolean> INDEX =
            TABLE.one(
                    Takes.RESTART,
                    "mailboxes.search-index",
                    Types.FLAG,
                    "false",
                    "Whether the texts of mail are indexed, of accounts whose users search them, so"
                            + " that a search reads few messages; takes a third of the room that the"
                            + " texts take.");

    static List<Entry> table() {
        return TABLE.lines();
    }

    static MailboxConfig mailboxes(Values values) {
        return new MailboxConfig(
                values.one(SEPARATOR).orElse(""),
                values.one(FOLDERS),
                values.one(POSTMASTER).orElse(null),
                values.one(OVER_QUOTA) == OverQuota.REFUSE,
                values.one(QUOTA).orElse(0L));
    }

    static StoreSettings store(Values values) {
        return StoreSettings.DEFAULT.with(
                values.one(SHARDS), values.one(RETENTION), values.one(CACHED));
    }
}

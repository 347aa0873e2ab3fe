package org.mailgauge.store.sqlite;

import org.mailgauge.store.AccountName;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.Quota;
import org.mailgauge.store.sqlite.Change.AccountPut;
import org.mailgauge.store.sqlite.Change.MailboxPut;
import org.mailgauge.store.sqlite.Change.NameShown;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;

/** The accounts and mailboxes that contents name, made anew where they are lost. */
final class SalvagedBoxes {
    private final LongPredicate harmed;

    /** By the object id. */
    private final Map<String, Box> boxes = new HashMap<>();

    /** The accounts of mailboxes that have messages and of which nothing else is known. */
    private final Map<Long, String> owners = new HashMap<>();

    private final Set<Long> made = new HashSet<>();

    SalvagedBoxes(LongPredicate harmed) {
        this.harmed = harmed;
    }

    /**
     * A mailbox as its contents tell of it.
     *
     * @param number 0 when none of them tells
     * @param name what the content with the greatest UID says
     */
    private record Box(
            long number, String account, String id, String name, long validity, long uid) {

        Box with(Box other) {
            var later = other.uid > uid ? other : this;
            return new Box(
                    Math.max(number, other.number),
                    account,
                    id,
                    later.name,
                    Math.max(validity, other.validity),
                    later.uid);
        }
    }

    /**
     * Takes note of a content.
     *
     * @param orphans contents in mailboxes that nobody knows, and these
     */
    void see(Arrived arrived, Map<Long, Long> orphans) {
        boxes.merge(
                arrived.mailboxId(),
                new Box(
                        arrived.box(),
                        arrived.account(),
                        arrived.mailboxId(),
                        arrived.mailboxName(),
                        arrived.validity(),
                        arrived.uid()),
                Box::with);
        var mailbox = orphans.get(arrived.content());
        if (mailbox != null) {
            owners.putIfAbsent(mailbox, arrived.account());
        }
    }

    Set<Long> made() {
        return made;
    }

    Optional<Rows.Mailbox> row(Transaction tx, Arrived arrived) throws SQLException {
        return Rows.anyMailbox(tx.sql, arrived.mailboxId());
    }

    /** Makes what is missing. */
    Outcome<Boolean> make(Transaction tx) throws SQLException {
        beginNumbers(tx);
        var lost = new ArrayList<Box>();
        for (var box : boxes.values()) {
            var row = Rows.anyMailbox(tx.sql, box.id);
            if (row.isEmpty()) {
                lost.add(box);
            } else if (Rows.account(tx.sql, row.get().account()).isEmpty()) {
                account(tx, row.get().account(), box.account);
            }
        }
        for (var box : lost) {
            if (harmed.test(box.number)) {
                boolean free = box.number > 0 && Rows.anyMailbox(tx.sql, box.number).isEmpty();
                long number = free ? box.number : tx.counters.mailbox + 1;
                make(tx, number, account(tx, box.account), box.id, box.name);
            }
        }
        for (var owner : owners.entrySet()) {
            if (Rows.anyMailbox(tx.sql, owner.getKey()).isEmpty()) {
                long account = account(tx, owner.getValue());
                make(tx, owner.getKey(), account, tx.id('M'), "");
            }
        }
        for (var account : Rows.accounts(tx.sql)) {
            if (account.removed() < 0
                    && Rows.mailbox(tx.sql, account.number(), MailboxName.INBOX).isEmpty()) {
                MailboxWorks.make(tx, account.number(), MailboxName.INBOX, 0);
            }
        }
        return new Outcome.Done<>(true);
    }

    /** No number is given twice, and no UIDVALIDITY that was seen. */
    private void beginNumbers(Transaction tx) throws SQLException {
        var counters = tx.counters;
        for (var box : boxes.values()) {
            counters.mailbox = Math.max(counters.mailbox, box.number);
            counters.validity = Math.max(counters.validity, box.validity);
        }
        for (var table : new String[] {"message", "retained"}) {
            long most = tx.sql.number("SELECT ifnull(max(mailbox), 0) FROM " + table);
            counters.mailbox = Math.max(counters.mailbox, most);
        }
        long most = tx.sql.number("SELECT ifnull(max(account), 0) FROM mailbox");
        counters.account = Math.max(counters.account, most);
    }

    /** The account of a name that is in use, made where there is none. @return its number */
    private static long account(Transaction tx, String name) throws SQLException {
        var known = Rows.account(tx.sql, new AccountName(name));
        if (known.isPresent()) {
            return known.get().number();
        }
        return account(tx, tx.counters.account + 1, name);
    }

    /** Makes an account; a removed one where its name is in use. */
    private static long account(Transaction tx, long number, String name) throws SQLException {
        boolean used = Rows.account(tx.sql, new AccountName(name)).isPresent();
        tx.record(
                new AccountPut(
                        number,
                        tx.id('A'),
                        name,
                        tx.now,
                        used ? tx.now : Change.NEVER,
                        Quota.UNLIMITED,
                        Quota.UNLIMITED));
        return number;
    }

    private void make(Transaction tx, long number, long account, String id, String name)
            throws SQLException {
        long validity = tx.counters.nextValidity(tx.now);
        var free = free(tx, number, account, name);
        long[] most = {0, 1};
        for (var table : new String[] {"message", "retained"}) {
            tx.sql.each(
                    "SELECT ifnull(max(uid), 0), ifnull(max(modseq), 1) FROM "
                            + table
                            + " WHERE mailbox=?",
                    row -> {
                        most[0] = Math.max(most[0], row.getLong(1));
                        most[1] = Math.max(most[1], row.getLong(2));
                    },
                    number);
        }
        tx.record(
                new MailboxPut(
                        number,
                        account,
                        id,
                        free,
                        validity,
                        most[0] + 1,
                        most[1],
                        0,
                        Change.NEVER));
        tx.record(new NameShown(account, free, validity));
        made.add(number);
    }

    /** The name it had, or another when that is taken or none. */
    private static String free(Transaction tx, long number, long account, String name)
            throws SQLException {
        var wanted = MailboxName.of(name);
        if (wanted.isPresent() && Rows.mailbox(tx.sql, account, wanted.get()).isEmpty()) {
            return wanted.get().text();
        }
        return "Recovered-" + number;
    }
}

package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.Acl;
import org.mailgauge.store.AnnotationChange;
import org.mailgauge.store.AnnotationName;
import org.mailgauge.store.MailboxInfo;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.Outcome.Done;
import org.mailgauge.store.Refusal;
import org.mailgauge.store.Rights;
import org.mailgauge.store.Shared;
import org.mailgauge.store.SpecialUse;
import org.mailgauge.store.sqlite.Change.AnnotationPut;
import org.mailgauge.store.sqlite.Change.Expunged;
import org.mailgauge.store.sqlite.Change.MailboxPut;
import org.mailgauge.store.sqlite.Change.NameShown;
import org.mailgauge.store.sqlite.Change.RightsPut;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Works on mailboxes of an account, but for their messages. */
final class MailboxWorks {

    private MailboxWorks() {}

    private static <T> Outcome<T> refused(Refusal why) {
        return new Outcome.Refused<>(why);
    }

    /** The mailboxes of an account by name. */
    static Map<MailboxName, Rows.Mailbox> boxes(Transaction tx, long account) throws SQLException {
        var boxes = new TreeMap<MailboxName, Rows.Mailbox>();
        for (var box : Rows.mailboxes(tx.sql, account)) {
            boxes.put(new MailboxName(box.name()), box);
        }
        return boxes;
    }

    /** Makes a mailbox without looking. */
    static void make(Transaction tx, long account, MailboxName name, int uses) throws SQLException {
        long number = tx.counters.mailbox + 1;
        long validity = tx.counters.nextValidity(tx.now);
        tx.record(
                new MailboxPut(
                        number,
                        account,
                        tx.id('M'),
                        name.text(),
                        validity,
                        1,
                        1,
                        uses,
                        Change.NEVER));
        tx.record(new NameShown(account, name.text(), validity));
        tx.renamed.add(account);
    }

    static Outcome<MailboxInfo> create(
            Transaction tx, long account, MailboxName name, Set<SpecialUse> uses)
            throws SQLException {
        var boxes = boxes(tx, account);
        if (boxes.containsKey(name)) {
            return refused(new Refusal.AlreadyExists(name.text()));
        }
        var taken = taken(boxes, uses, null);
        if (taken.isPresent()) {
            return refused(taken.get());
        }
        var missing = missing(boxes, name);
        if (!hasRoom(tx, boxes, missing.size())) {
            return refused(tooMany(tx));
        }
        for (var each : missing) {
            make(tx, account, each, each.equals(name) ? Rows.bits(uses) : 0);
        }
        return new Done<>(Rows.mailbox(tx.sql, account, name).orElseThrow().info());
    }

    private static List<MailboxName> missing(
            Map<MailboxName, Rows.Mailbox> boxes, MailboxName name) {
        var names = new ArrayList<>(name.above());
        names.add(name);
        names.removeIf(boxes::containsKey);
        return names;
    }

    private static boolean hasRoom(Transaction tx, Map<MailboxName, Rows.Mailbox> boxes, int more) {
        return boxes.size() + more <= tx.limits.mailboxes();
    }

    private static Refusal tooMany(Transaction tx) {
        return new Refusal.TooMany(Refusal.TooMany.Kind.MAILBOXES, tx.limits.mailboxes());
    }

    private static Optional<Refusal> taken(
            Map<MailboxName, Rows.Mailbox> boxes, Set<SpecialUse> uses, @Nullable MailboxName by) {
        for (var box : boxes.entrySet()) {
            for (var use : uses) {
                boolean other = !box.getKey().equals(by);
                if (other && Rows.useSet(box.getValue().uses()).contains(use)) {
                    return Optional.of(new Refusal.UseTaken(use, box.getKey()));
                }
            }
        }
        return Optional.empty();
    }

    static Outcome<MailboxInfo> use(
            Transaction tx, long account, MailboxName name, Set<SpecialUse> uses)
            throws SQLException {
        var boxes = boxes(tx, account);
        var box = boxes.get(name);
        if (box == null) {
            return refused(new Refusal.NoSuchMailbox());
        }
        var taken = taken(boxes, uses, name);
        if (taken.isPresent()) {
            return refused(taken.get());
        }
        tx.record(box.put(box.name(), box.validity(), Rows.bits(uses), Change.NEVER));
        tx.renamed.add(account);
        return new Done<>(Rows.mailbox(tx.sql, box.number()).orElseThrow().info());
    }

    static Outcome<MailboxInfo> delete(Transaction tx, long account, MailboxName name)
            throws SQLException {
        if (name.isInbox()) {
            return refused(new Refusal.NotAllowed("INBOX cannot be deleted"));
        }
        var box = Rows.mailbox(tx.sql, account, name);
        if (box.isEmpty()) {
            return refused(new Refusal.NoSuchMailbox());
        }
        var was = box.get();
        var all = MessageWorks.existing(tx, was, UidSet.ALL, 0);
        if (!all.isEmpty()) {
            tx.record(new Expunged(was.number(), was.modSequence() + 1, all, tx.now));
        }
        tx.record(was.put(was.name(), was.validity(), 0, tx.now));
        tx.touch(was);
        tx.renamed.add(account);
        return new Done<>(was.info());
    }

    static Outcome<MailboxInfo> rename(
            Transaction tx, long account, MailboxName from, MailboxName to) throws SQLException {
        var boxes = boxes(tx, account);
        var box = boxes.get(from);
        if (box == null && boxes.keySet().stream().noneMatch(name -> name.isBelow(from))) {
            return refused(new Refusal.NoSuchMailbox());
        }
        if (boxes.containsKey(to)) {
            return refused(new Refusal.AlreadyExists(to.text()));
        }
        return box != null && from.isInbox()
                ? renameInbox(tx, boxes, box, to)
                : move(tx, account, boxes, from, to);
    }

    private static Outcome<MailboxInfo> renameInbox(
            Transaction tx,
            Map<MailboxName, Rows.Mailbox> boxes,
            Rows.Mailbox inbox,
            MailboxName to)
            throws SQLException {
        var missing = missing(boxes, to);
        if (!hasRoom(tx, boxes, missing.size())) {
            return refused(tooMany(tx));
        }
        for (var each : missing) {
            make(tx, inbox.account(), each, 0);
        }
        var target = Rows.mailbox(tx.sql, inbox.account(), to).orElseThrow();
        MessageWorks.transfer(tx, inbox, target, UidSet.ALL, true);
        return new Done<>(Rows.mailbox(tx.sql, target.number()).orElseThrow().info());
    }

    /** Moves what has a name, which may be none, and all below it. */
    private static Outcome<MailboxInfo> move(
            Transaction tx,
            long account,
            Map<MailboxName, Rows.Mailbox> boxes,
            MailboxName from,
            MailboxName to)
            throws SQLException {
        if (to.isBelow(from)) {
            return refused(new Refusal.NotAllowed("A mailbox cannot be put below itself"));
        }
        var moved = new TreeMap<MailboxName, Rows.Mailbox>();
        for (var each : boxes.entrySet()) {
            if (each.getKey().equals(from) || each.getKey().isBelow(from)) {
                switch (each.getKey().moved(from, to)) {
                    case MailboxName.Parsed.Bad(var why) -> {
                        return refused(new Refusal.BadName(why));
                    }
                    case MailboxName.Parsed.Name(var name) -> moved.put(name, each.getValue());
                }
            }
        }
        for (var name : moved.keySet()) {
            if (boxes.containsKey(name)) {
                return refused(new Refusal.AlreadyExists(name.text()));
            }
        }
        moved.values().forEach(each -> boxes.remove(new MailboxName(each.name())));
        var above = missing(boxes, to);
        above.remove(to);
        above.removeAll(moved.keySet());
        if (!hasRoom(tx, boxes, above.size() + moved.size())) {
            return refused(tooMany(tx));
        }
        for (var name : above) {
            make(tx, account, name, 0);
        }
        for (var each : moved.entrySet()) {
            settle(tx, each.getValue(), each.getKey());
        }
        tx.renamed.add(account);
        long first = moved.values().iterator().next().number();
        return new Done<>(Rows.mailbox(tx.sql, first).orElseThrow().info());
    }

    private static void settle(Transaction tx, Rows.Mailbox box, MailboxName name)
            throws SQLException {
        long shown =
                tx.sql.number(
                        "SELECT validity FROM shown WHERE account=? AND name=?",
                        box.account(),
                        name.text());
        long validity = box.validity();
        if (shown > validity) {
            validity = tx.counters.nextValidity(tx.now);
            tx.touch(box);
        }
        tx.record(box.put(name.text(), validity, box.uses(), Change.NEVER));
        tx.record(new NameShown(box.account(), name.text(), validity));
    }

    static Outcome<Acl> permit(Transaction tx, Rows.Mailbox box, String identifier, Rights rights)
            throws SQLException {
        var acl = acl(tx.sql, box.number());
        int most = tx.limits.identifiers();
        boolean known = acl.rights().containsKey(identifier);
        if (!rights.letters().isEmpty() && !known && acl.rights().size() >= most) {
            return refused(new Refusal.TooMany(Refusal.TooMany.Kind.IDENTIFIERS, most));
        }
        if (known || !rights.letters().isEmpty()) {
            tx.record(new RightsPut(box.number(), identifier, rights.letters()));
            tx.permitted.add(identifier);
        }
        return new Done<>(acl(tx.sql, box.number()));
    }

    /** What a user may do with mailboxes of others; only those that are shared have a row. */
    static List<Shared> shared(Sql sql, AccountName user) throws SQLException {
        var found = new LinkedHashSet<Long>();
        sql.each(
                "SELECT mailbox FROM acl WHERE identifier IN (?, 'anyone')",
                row -> found.add(row.getLong(1)),
                user.text());
        var all = new ArrayList<Shared>();
        for (long number : found) {
            var box = Rows.mailbox(sql, number);
            var rights = acl(sql, number).of(user);
            if (box.isPresent() && !rights.equals(Rights.NONE)) {
                var owner = Rows.account(sql, box.get().account()).orElseThrow().info().name();
                all.add(new Shared(owner, box.get().info(), rights));
            }
        }
        return all;
    }

    /**
     * Whether an account shares something with a user. It begins with what is shared with the user:
     * so it takes as long for a name that no account has.
     */
    static boolean shares(Sql sql, AccountName owner, AccountName user) throws SQLException {
        return shares(sql, owner, user, 1) || shares(sql, owner, user, Integer.MAX_VALUE);
    }

    /**
     * The same.
     *
     * @param most mailboxes that are looked at
     */
    private static boolean shares(Sql sql, AccountName owner, AccountName user, int most)
            throws SQLException {
        var found =
                sql.all(
                        """
                        SELECT r.mailbox FROM acl r
                        CROSS JOIN mailbox m ON m.number=r.mailbox AND m.removed<0
                        CROSS JOIN account a ON a.number=m.account AND a.removed<0
                        WHERE r.identifier IN (?, 'anyone') AND a.name=? LIMIT ?""",
                        row -> row.getLong(1),
                        user.text(),
                        owner.text(),
                        most);
        for (long number : found) {
            if (!acl(sql, number).of(user).equals(Rights.NONE)) {
                return true;
            }
        }
        return false;
    }

    static Acl acl(Sql sql, long mailbox) throws SQLException {
        var rights = new TreeMap<String, Rights>();
        sql.each(
                "SELECT identifier, rights FROM acl WHERE mailbox=?",
                row -> rights.put(row.getString(1), new Rights(row.getString(2))),
                mailbox);
        return new Acl(rights);
    }

    static Map<AnnotationName, byte[]> annotations(Sql sql, long account, long mailbox)
            throws SQLException {
        var all = new HashMap<AnnotationName, byte[]>();
        sql.each(
                "SELECT user, path, value FROM annotation WHERE account=? AND mailbox=?",
                row -> all.put(name(row.getString(1), row.getString(2)), row.getBytes(3)),
                account,
                mailbox);
        return all;
    }

    private static AnnotationName name(String user, String path) {
        return user.isEmpty()
                ? new AnnotationName.Shared(path)
                : new AnnotationName.Private(new org.mailgauge.store.AccountName(user), path);
    }

    static Outcome<Boolean> annotate(
            Transaction tx, Rows.Mailbox box, List<AnnotationChange> changes) throws SQLException {
        var outcome = annotate(tx, box.account(), box.number(), changes);
        if (outcome instanceof Done<Boolean>(var changed) && changed) {
            tx.record(box.touched());
            tx.touch(box);
            tx.annotated.put(
                    new Watchers.Touched(box.number(), box.account(), box.id()), names(changes));
        }
        return outcome;
    }

    static Outcome<Boolean> annotate(Transaction tx, long account, List<AnnotationChange> changes)
            throws SQLException {
        var outcome = annotate(tx, account, 0, changes);
        if (outcome instanceof Done<Boolean>(var changed) && changed) {
            tx.annotated.put(new Watchers.Touched(0, account, ""), names(changes));
        }
        return outcome;
    }

    private static Set<AnnotationName> names(List<AnnotationChange> changes) {
        return changes.stream().map(AnnotationChange::name).collect(Collectors.toSet());
    }

    private static Outcome<Boolean> annotate(
            Transaction tx, long account, long mailbox, List<AnnotationChange> changes)
            throws SQLException {
        var after = annotations(tx.sql, account, mailbox);
        boolean changed = false;
        for (var change : changes) {
            var value = change.value();
            if (value != null && value.length > tx.limits.annotationOctets()) {
                return refused(new Refusal.TooBig(tx.limits.annotationOctets()));
            }
            var before =
                    value == null ? after.remove(change.name()) : after.put(change.name(), value);
            changed |= !Arrays.equals(before, value);
        }
        if (after.size() > tx.limits.annotations()) {
            return refused(
                    new Refusal.TooMany(Refusal.TooMany.Kind.ANNOTATIONS, tx.limits.annotations()));
        }
        if (changed) {
            for (var change : changes) {
                tx.record(put(account, mailbox, change));
            }
        }
        return new Done<>(changed);
    }

    private static AnnotationPut put(long account, long mailbox, AnnotationChange change) {
        return switch (change.name()) {
            case AnnotationName.Shared(var path) ->
                    new AnnotationPut(account, mailbox, "", path, change.value());
            case AnnotationName.Private(var user, var path) ->
                    new AnnotationPut(account, mailbox, user.text(), path, change.value());
        };
    }
}

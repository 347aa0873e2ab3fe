package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.Mailbox;
import org.mailgauge.address.ReversePath;
import org.mailgauge.queue.Octets.Damage;
import org.mailgauge.queue.Octets.Reader;
import org.mailgauge.queue.Octets.Writer;
import org.mailgauge.smtp.EnhancedStatus;
import org.mailgauge.smtp.SmtpReply;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Envelopes and state changes as octets, and back; the layout is in {@code docs/queue-states.md}.
 * Pure. Reading is total: octets that are no record give {@link Read.Damaged}, those of a newer
 * version {@link Read.Newer}.
 */
final class QueueRecords {
    /** The version that is written, and the newest that is read. */
    static final int VERSION = 2;

    /** The first version that knows reports and their delay thresholds. */
    private static final int REPORTS = 2;

    private static final int NULL_PATH = 1;
    private static final int EIGHT_BIT = 2;
    private static final int MESSAGE_ID = 4;
    private static final int REPORT = 8;

    private QueueRecords() {}

    /** What reading gave. */
    sealed interface Read<T> {
        record Good<T>(T value) implements Read<T> {}

        record Damaged<T>(String detail) implements Read<T> {}

        /** Written by a newer version: refused, never guessed at. */
        record Newer<T>(int version) implements Read<T> {}
    }

    private interface Body<T> {
        T read(Reader from, int version) throws Damage;
    }

    private static <T> Read<T> read(byte[] octets, Body<T> body) {
        try {
            var reader = new Reader(octets);
            int version = reader.octet();
            if (version > VERSION) {
                return new Read.Newer<>(version);
            }
            if (version < 1) {
                return new Read.Damaged<>("version " + version);
            }
            var value = body.read(reader, version);
            reader.end();
            return new Read.Good<>(value);
        } catch (Damage damage) {
            return new Read.Damaged<>(String.valueOf(damage.getMessage()));
        }
    }

    // --- envelopes

    static byte[] write(Envelope envelope) {
        var to = new Writer();
        to.octet(VERSION);
        to.octet(flags(envelope));
        to.signed(envelope.arrived().toEpochMilli());
        to.text(envelope.inbound());
        to.text(envelope.client());
        if (envelope.messageId() != null) {
            to.text(envelope.messageId());
        }
        var domains = new LinkedHashMap<String, Integer>();
        switch (envelope.reversePath()) {
            case ReversePath.Null _ -> {}
            case ReversePath.Sender(var mailbox) -> write(mailbox, domains, to);
        }
        to.number(envelope.recipients().size());
        for (var recipient : envelope.recipients()) {
            write(recipient.mailbox(), domains, to);
        }
        if (envelope.reported() != null) {
            write(envelope.reported(), to);
        }
        return to.toArray();
    }

    private static void write(Reported reported, Writer to) {
        to.number(reported.original().high());
        to.number(reported.original().low());
        to.number(reported.delay().toSeconds());
        to.number(reported.ends().size());
        for (var end : reported.ends()) {
            to.number(end.ordinal());
            to.number(end.count());
            to.octet(end.state().code());
        }
    }

    private static int flags(Envelope envelope) {
        return (envelope.reversePath() instanceof ReversePath.Null ? NULL_PATH : 0)
                | (envelope.eightBit() ? EIGHT_BIT : 0)
                | (envelope.messageId() != null ? MESSAGE_ID : 0)
                | (envelope.reported() != null ? REPORT : 0);
    }

    /** A mailbox; a domain is written once, and then by its number from 1. */
    private static void write(Mailbox mailbox, Map<String, Integer> domains, Writer to) {
        var known = domains.putIfAbsent(mailbox.domain(), domains.size() + 1);
        to.number(known == null ? 0 : known);
        if (known == null) {
            to.text(mailbox.domain());
        }
        to.text(mailbox.localPart());
    }

    static Read<Envelope> envelope(byte[] octets) {
        return read(octets, QueueRecords::readEnvelope);
    }

    private static Envelope readEnvelope(Reader from, int version) throws Damage {
        int flags = from.octet();
        int known = NULL_PATH | EIGHT_BIT | MESSAGE_ID | (version < REPORTS ? 0 : REPORT);
        if ((flags & ~known) != 0) {
            throw new Damage("flags " + flags);
        }
        var arrived = Instant.ofEpochMilli(from.signed());
        var inbound = from.text();
        var client = from.text();
        var messageId = (flags & MESSAGE_ID) != 0 ? from.text() : null;
        var domains = new ArrayList<String>();
        var reversePath =
                (flags & NULL_PATH) != 0
                        ? new ReversePath.Null()
                        : new ReversePath.Sender(readMailbox(from, domains));
        int count = from.count();
        if (count == 0) {
            throw new Damage("no recipients");
        }
        var recipients = new ArrayList<ForwardPath>(count);
        for (int i = 0; i < count; i++) {
            recipients.add(new ForwardPath(readMailbox(from, domains)));
        }
        return new Envelope(
                reversePath,
                recipients,
                arrived,
                inbound,
                client,
                (flags & EIGHT_BIT) != 0,
                messageId,
                (flags & REPORT) != 0 ? readReported(from) : null);
    }

    private static Reported readReported(Reader from) throws Damage {
        var original = new QueueId(from.number(), from.number());
        var delay = Duration.ofSeconds(from.small(Integer.MAX_VALUE));
        int count = from.count();
        var ends = new ArrayList<Reported.End>(count);
        for (int i = 0; i < count; i++) {
            int ordinal = from.small(Integer.MAX_VALUE);
            int many = from.small(Integer.MAX_VALUE - ordinal);
            var state = state(from.octet());
            if (many == 0 || state.live()) {
                throw new Damage("no end: " + many + " " + state);
            }
            ends.add(new Reported.End(ordinal, many, state));
        }
        return new Reported(original, delay, ends);
    }

    private static Mailbox readMailbox(Reader from, List<String> domains) throws Damage {
        int number = from.small(domains.size());
        if (number == 0) {
            domains.add(from.text());
        }
        var domain = domains.get(number == 0 ? domains.size() - 1 : number - 1);
        return new Mailbox(from.text(), domain);
    }

    // --- state changes

    static byte[] write(StateChange change) {
        var entries = joined(change.entries());
        var replies = new LinkedHashMap<SmtpReply, Integer>();
        for (var entry : entries) {
            if (entry.reply() != null) {
                replies.putIfAbsent(entry.reply(), replies.size() + 1);
            }
        }
        var to = new Writer();
        to.octet(VERSION);
        to.octet(change.whole() ? 1 : 0);
        to.signed(change.at());
        to.number(change.delay());
        to.number(replies.size());
        replies.keySet().forEach(reply -> write(reply, to));
        to.number(entries.size());
        for (var entry : entries) {
            write(entry, entry.reply() == null ? 0 : replies.getOrDefault(entry.reply(), 0), to);
        }
        return to.toArray();
    }

    private static List<StateChange.Entry> joined(List<StateChange.Entry> entries) {
        var joined = new ArrayList<StateChange.Entry>();
        for (var entry : entries) {
            var last = joined.isEmpty() ? null : joined.getLast();
            if (last != null && last.continues(entry)) {
                joined.set(joined.size() - 1, longer(last, entry.count()));
            } else {
                joined.add(entry);
            }
        }
        return joined;
    }

    private static StateChange.Entry longer(StateChange.Entry entry, int by) {
        return new StateChange.Entry(
                entry.ordinal(),
                entry.count() + by,
                entry.state(),
                entry.reason(),
                entry.attempts(),
                entry.until(),
                entry.reply());
    }

    private static void write(SmtpReply reply, Writer to) {
        to.number(reply.code());
        var status = reply.status();
        to.octet(status == null ? 0 : status.level());
        if (status != null) {
            to.number(status.subject());
            to.number(status.detail());
        }
        to.number(reply.lines().size());
        reply.lines().forEach(to::text);
    }

    private static void write(StateChange.Entry entry, int reply, Writer to) {
        to.number(entry.ordinal());
        to.number(entry.count());
        to.octet(entry.state().code());
        to.octet(entry.reason().code());
        to.number(entry.attempts());
        to.number(reply);
        if (entry.state() == RecipientState.DEFERRED) {
            to.signed(entry.until());
        }
    }

    static Read<StateChange> change(byte[] octets) {
        return read(octets, QueueRecords::readChange);
    }

    private static StateChange readChange(Reader from, int version) throws Damage {
        int whole = from.octet();
        if (whole > 1) {
            throw new Damage("kind " + whole);
        }
        long at = from.signed();
        long delay = version < REPORTS ? 0 : from.small(Integer.MAX_VALUE);
        int replyCount = from.count();
        var replies = new ArrayList<SmtpReply>(replyCount);
        for (int i = 0; i < replyCount; i++) {
            replies.add(readReply(from));
        }
        int entryCount = from.count();
        var entries = new ArrayList<StateChange.Entry>(entryCount);
        for (int i = 0; i < entryCount; i++) {
            entries.add(readEntry(from, replies));
        }
        return new StateChange(whole == 1, at, delay, entries);
    }

    private static SmtpReply readReply(Reader from) throws Damage {
        int code = from.small(599);
        int level = from.octet();
        if (code < 200 || !(level == 0 || level == 2 || level == 4 || level == 5)) {
            throw new Damage("reply " + code + " " + level);
        }
        var status =
                level == 0 ? null : new EnhancedStatus(level, from.small(999), from.small(999));
        int lineCount = from.count();
        var lines = new ArrayList<String>(lineCount);
        for (int i = 0; i < lineCount; i++) {
            lines.add(from.text());
        }
        return new SmtpReply(code, status, lines);
    }

    private static StateChange.Entry readEntry(Reader from, List<SmtpReply> replies) throws Damage {
        int ordinal = from.small(Integer.MAX_VALUE);
        int count = from.small(Integer.MAX_VALUE - ordinal);
        if (count == 0) {
            throw new Damage("nobody");
        }
        var state = state(from.octet());
        var reason = reason(from.octet());
        int attempts = from.small(Short.MAX_VALUE);
        int reply = from.small(replies.size());
        long until = state == RecipientState.DEFERRED ? from.signed() : 0;
        return new StateChange.Entry(
                ordinal, count, state, reason, attempts, until, reply(replies, reply));
    }

    private static @Nullable SmtpReply reply(List<SmtpReply> replies, int number) {
        return number == 0 ? null : replies.get(number - 1);
    }

    private static RecipientState state(int code) throws Damage {
        return RecipientState.of(code).orElseThrow(() -> new Damage("state " + code));
    }

    private static WaitReason reason(int code) throws Damage {
        return WaitReason.of(code).orElseThrow(() -> new Damage("reason " + code));
    }
}

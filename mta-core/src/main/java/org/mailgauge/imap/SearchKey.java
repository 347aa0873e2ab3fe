package org.mailgauge.imap;

import org.mailgauge.mailbox.SystemFlag;

import java.time.LocalDate;
import java.util.List;

/**
 * What a message is searched by (RFC 9051 section 6.4.4, and extensions). Texts have one character
 * for each octet; the command's charset says what they mean.
 */
public sealed interface SearchKey {

    /** Every message. */
    record All() implements SearchKey {}

    record Flag(SystemFlag flag, boolean set) implements SearchKey {}

    record Keyword(String keyword, boolean set) implements SearchKey {}

    /** Recent to this session (IMAP4rev1). */
    record Recent(boolean set) implements SearchKey {}

    /**
     * A field of the envelope: BCC, CC, FROM, SUBJECT or TO.
     *
     * @param field in lower case
     */
    record Enveloped(String field, String text) implements SearchKey {}

    /**
     * A header field.
     *
     * @param field in lower case
     * @param text empty for a field that just is there
     */
    record Header(String field, String text) implements SearchKey {}

    record Body(String text) implements SearchKey {}

    /** In the header section or the body. */
    record Text(String text) implements SearchKey {}

    /** A day, without regard to time and zone. */
    record Day(Of of, Order order, LocalDate day) implements SearchKey {
        /** Which date. */
        public enum Of {
            INTERNAL,
            SENT,
            /** RFC 8514. */
            SAVED
        }

        /** How it is to the day. */
        public enum Order {
            BEFORE,
            ON,
            SINCE
        }
    }

    /** Whether the mailbox has save dates (RFC 8514). */
    record SaveDateSupported() implements SearchKey {}

    /**
     * The internal date against now (RFC 5032).
     *
     * @param seconds more than 0
     */
    record Within(boolean younger, long seconds) implements SearchKey {}

    record Larger(long octets) implements SearchKey {}

    record Smaller(long octets) implements SearchKey {}

    record Numbers(SequenceSet numbers) implements SearchKey {}

    record Uids(SequenceSet uids) implements SearchKey {}

    /**
     * A UID that is greater or less than another (RFC 9738 section 3.2).
     *
     * @param after whether it is greater
     */
    record BeyondUid(boolean after, long uid) implements SearchKey {}

    /** At least that mod-sequence (RFC 7162 section 3.1.5). */
    record ModSequence(long least) implements SearchKey {}

    record EmailId(String id) implements SearchKey {}

    record ThreadId(String id) implements SearchKey {}

    /** As near as the server likes (RFC 6203). */
    record Fuzzy(SearchKey key) implements SearchKey {}

    record Not(SearchKey key) implements SearchKey {}

    record Or(SearchKey one, SearchKey other) implements SearchKey {}

    record And(List<SearchKey> keys) implements SearchKey {
        public And {
            keys = List.copyOf(keys);
        }
    }

    /** Whether a condition on mod-sequences is in it: then the answer tells the highest one. */
    default boolean hasModSequence() {
        return switch (this) {
            case ModSequence _ -> true;
            case Fuzzy(var key) -> key.hasModSequence();
            case Not(var key) -> key.hasModSequence();
            case Or(var one, var other) -> one.hasModSequence() || other.hasModSequence();
            case And(var keys) -> keys.stream().anyMatch(SearchKey::hasModSequence);
            default -> false;
        };
    }

    /** Whether near messages may be found: then they are worth more or less (RFC 6203). */
    default boolean isFuzzy() {
        return switch (this) {
            case Fuzzy _ -> true;
            case Not(var key) -> key.isFuzzy();
            case Or(var one, var other) -> one.isFuzzy() || other.isFuzzy();
            case And(var keys) -> keys.stream().anyMatch(SearchKey::isFuzzy);
            default -> false;
        };
    }

    /** Whether messages are named by sequence numbers in it; {@code $} names none by these. */
    default boolean hasSequenceNumbers() {
        return switch (this) {
            case Numbers(var numbers) -> !numbers.isSaved();
            case Fuzzy(var key) -> key.hasSequenceNumbers();
            case Not(var key) -> key.hasSequenceNumbers();
            case Or(var one, var other) -> one.hasSequenceNumbers() || other.hasSequenceNumbers();
            case And(var keys) -> keys.stream().anyMatch(SearchKey::hasSequenceNumbers);
            default -> false;
        };
    }
}

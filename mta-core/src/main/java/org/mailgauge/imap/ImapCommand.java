package org.mailgauge.imap;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A command, parsed (RFC 9051 section 6 and its extensions). Texts that are names of mailboxes,
 * users and the like have one character for each octet, as they came: what they mean depends on
 * what the session has enabled.
 */
public sealed interface ImapCommand {

    // In every state.

    record Capability() implements ImapCommand {}

    record Noop() implements ImapCommand {}

    record Logout() implements ImapCommand {}

    /** What a client says of itself (RFC 2971): names and values in turn; a value may be null. */
    record Id(List<Field> fields) implements ImapCommand {
        /** One thing that is said. */
        public record Field(String name, @Nullable String value) {}
    }

    // Before the login.

    record StartTls() implements ImapCommand {}

    /**
     * The beginning of a SASL exchange (RFC 9051 section 6.2.2).
     *
     * @param mechanism in upper case
     * @param initial base64, or {@code =} for none (RFC 4959); null when nothing stands there
     */
    record Authenticate(String mechanism, @Nullable String initial) implements ImapCommand {}

    record Login(String user, String password) implements ImapCommand {}

    // After it.

    /**
     * What is to be turned on (RFC 5161).
     *
     * @param capabilities in upper case
     */
    record Enable(List<String> capabilities) implements ImapCommand {}

    /**
     * SELECT and EXAMINE.
     *
     * @param readOnly whether it is EXAMINE
     * @param condstore whether mod-sequences are asked for (RFC 7162 section 3.1.8)
     */
    record Select(String mailbox, boolean readOnly, boolean condstore, @Nullable Resync resync)
            implements ImapCommand {
        /**
         * What a client knows (RFC 7162 section 3.2.5).
         *
         * @param known the UIDs it has, null for all
         * @param match sequence numbers and the UIDs they had, or null
         */
        public record Resync(
                long uidValidity,
                long modSequence,
                @Nullable SequenceSet known,
                @Nullable Match match) {}

        /** Sequence numbers and as many UIDs. */
        public record Match(SequenceSet numbers, SequenceSet uids) {}
    }

    /**
     * A new mailbox.
     *
     * @param uses as {@code \Sent} (RFC 6154)
     */
    record Create(String mailbox, List<String> uses) implements ImapCommand {}

    record Delete(String mailbox) implements ImapCommand {}

    record Rename(String from, String to) implements ImapCommand {}

    /** SUBSCRIBE, or UNSUBSCRIBE. */
    record Subscribe(String mailbox, boolean subscribed) implements ImapCommand {}

    record ListMailboxes(ListQuery query) implements ImapCommand {}

    record Lsub(String reference, String pattern) implements ImapCommand {}

    record Namespace() implements ImapCommand {}

    record Status(String mailbox, List<StatusItem> items) implements ImapCommand {}

    record Idle() implements ImapCommand {}

    record Compress() implements ImapCommand {}

    record Unauthenticate() implements ImapCommand {}

    record Notify(NotifyRequest request) implements ImapCommand {}

    // Rights (RFC 4314), quotas (RFC 9208), annotations (RFC 5464).

    record GetAcl(String mailbox) implements ImapCommand {}

    /**
     * Rights of an identifier on a mailbox.
     *
     * @param change of the rights
     * @param rights their letters
     */
    record SetAcl(String mailbox, String identifier, SetAcl.Change change, String rights)
            implements ImapCommand {
        /** What is done with the rights. */
        public enum Change {
            REPLACE,
            ADD,
            REMOVE
        }
    }

    record DeleteAcl(String mailbox, String identifier) implements ImapCommand {}

    record ListRights(String mailbox, String identifier) implements ImapCommand {}

    record MyRights(String mailbox) implements ImapCommand {}

    record GetQuota(String root) implements ImapCommand {}

    record GetQuotaRoot(String mailbox) implements ImapCommand {}

    record SetQuota(String root, List<Limit> limits) implements ImapCommand {
        /**
         * What may be used of a resource.
         *
         * @param resource in upper case
         */
        public record Limit(String resource, long most) {}
    }

    /**
     * Annotations that are asked for.
     *
     * @param mailbox empty for the server
     * @param depth 0, 1, or -1 for all
     * @param mostOctets of a value; -1 for any
     */
    record GetMetadata(String mailbox, List<String> entries, int depth, long mostOctets)
            implements ImapCommand {}

    record SetMetadata(String mailbox, List<Entry> entries) implements ImapCommand {
        /**
         * One annotation and its value.
         *
         * @param value null to remove it
         */
        public record Entry(String name, @Nullable String value) {}
    }

    // With a mailbox that is selected.

    record Close() implements ImapCommand {}

    record Unselect() implements ImapCommand {}

    record Check() implements ImapCommand {}

    /**
     * What has {@code \Deleted} is to go.
     *
     * @param uids UID EXPUNGE (RFC 4315); null for EXPUNGE
     */
    record Expunge(@Nullable SequenceSet uids) implements ImapCommand {}

    /**
     * FETCH and UID FETCH.
     *
     * @param changedSince a mod-sequence (RFC 7162 section 3.1.4.1), or -1
     * @param vanished whether what vanished since is asked for too
     * @param partial which of the messages (RFC 9394), or null for all
     */
    record Fetch(
            boolean uid,
            SequenceSet messages,
            List<FetchItem> items,
            long changedSince,
            boolean vanished,
            @Nullable Paging partial)
            implements ImapCommand {}

    /**
     * STORE and UID STORE.
     *
     * @param flags as they came, with backslash
     * @param silent whether the result is not asked for
     * @param unchangedSince a mod-sequence (RFC 7162 section 3.1.3), or -1
     */
    record Store(
            boolean uid,
            SequenceSet messages,
            Store.Change change,
            boolean silent,
            List<String> flags,
            long unchangedSince)
            implements ImapCommand {
        /** What is done with the flags. */
        public enum Change {
            REPLACE,
            ADD,
            REMOVE
        }
    }

    /**
     * COPY and MOVE, by sequence numbers or UIDs.
     *
     * @param move RFC 6851
     */
    record Copy(boolean uid, SequenceSet messages, String mailbox, boolean move)
            implements ImapCommand {}

    /**
     * SEARCH and UID SEARCH.
     *
     * @param charset in upper case, or null for the default
     * @param result what is asked for (RFC 4731), null when only the classical answer is
     */
    record Search(
            boolean uid, @Nullable String charset, SearchKey key, @Nullable SearchReturn result)
            implements ImapCommand {}

    /** SORT and UID SORT (RFC 5256). */
    record Sort(
            boolean uid,
            List<SortCriterion> criteria,
            String charset,
            SearchKey key,
            @Nullable SearchReturn result)
            implements ImapCommand {}

    /**
     * THREAD and UID THREAD (RFC 5256).
     *
     * @param algorithm in upper case
     */
    record Threads(boolean uid, String algorithm, String charset, SearchKey key)
            implements ImapCommand {}

    /** ESEARCH, in several mailboxes (RFC 7377). */
    record MultiSearch(
            SearchSource source,
            @Nullable String charset,
            SearchKey key,
            @Nullable SearchReturn result)
            implements ImapCommand {}

    /**
     * UIDBATCHES (RFC 10022).
     *
     * @param size messages of a batch
     * @param first of the batches that are asked for, counted from 1, and last; 0 for all
     */
    record UidBatches(long size, long first, long last) implements ImapCommand {}

    // What is none.

    /** A command that we know, not as it stands there. */
    record Malformed(String why) implements ImapCommand {}

    /**
     * A command that we do not know.
     *
     * @param name in upper case
     */
    record Unknown(String name) implements ImapCommand {}
}

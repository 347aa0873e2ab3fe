package org.mailgauge.wire;

import org.jspecify.annotations.Nullable;
import org.mailgauge.imap.ImapCommand;
import org.mailgauge.observe.Buckets;
import org.mailgauge.observe.Distribution;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How long IMAP's commands take, each by its name: from the last that it waits for of its client to
 * its answer. Safe for use by any thread; adding takes no lock.
 */
public final class CommandTimes {
    private static final double SECONDS = 1e-9;

    /** From 0.1 ms to 10 s, in nanoseconds. */
    private static final long[] BOUNDS = {
        100_000,
        300_000,
        1_000_000,
        3_000_000,
        10_000_000,
        30_000_000,
        100_000_000,
        300_000_000,
        1_000_000_000,
        3_000_000_000L,
        10_000_000_000L
    };

    private final Map<Verb, Buckets> times = new EnumMap<>(Verb.class);

    /** The commands that are told apart; by UID or not is the same. */
    enum Verb {
        CAPABILITY,
        NOOP,
        LOGOUT,
        ID,
        STARTTLS,
        AUTHENTICATE,
        LOGIN,
        ENABLE,
        SELECT,
        EXAMINE,
        CREATE,
        DELETE,
        RENAME,
        SUBSCRIBE,
        UNSUBSCRIBE,
        LIST,
        LSUB,
        NAMESPACE,
        STATUS,
        APPEND,
        REPLACE,
        IDLE,
        COMPRESS,
        UNAUTHENTICATE,
        NOTIFY,
        GETACL,
        SETACL,
        DELETEACL,
        LISTRIGHTS,
        MYRIGHTS,
        GETQUOTA,
        GETQUOTAROOT,
        SETQUOTA,
        GETMETADATA,
        SETMETADATA,
        CLOSE,
        UNSELECT,
        CHECK,
        EXPUNGE,
        FETCH,
        STORE,
        COPY,
        MOVE,
        SEARCH,
        SORT,
        THREAD,
        ESEARCH,
        UIDBATCHES;

        /** Null for what is no command. */
        static @Nullable Verb of(ImapCommand command) {
            return switch (command) {
                case ImapCommand.Capability _ -> CAPABILITY;
                case ImapCommand.Noop _ -> NOOP;
                case ImapCommand.Logout _ -> LOGOUT;
                case ImapCommand.Id _ -> ID;
                case ImapCommand.StartTls _ -> STARTTLS;
                case ImapCommand.Authenticate _ -> AUTHENTICATE;
                case ImapCommand.Login _ -> LOGIN;
                case ImapCommand.Enable _ -> ENABLE;
                case ImapCommand.Select select -> select.readOnly() ? EXAMINE : SELECT;
                case ImapCommand.Create _ -> CREATE;
                case ImapCommand.Delete _ -> DELETE;
                case ImapCommand.Rename _ -> RENAME;
                case ImapCommand.Subscribe(_, var subscribed) ->
                        subscribed ? SUBSCRIBE : UNSUBSCRIBE;
                case ImapCommand.ListMailboxes _ -> LIST;
                case ImapCommand.Lsub _ -> LSUB;
                case ImapCommand.Namespace _ -> NAMESPACE;
                case ImapCommand.Status _ -> STATUS;
                case ImapCommand.Idle _ -> IDLE;
                case ImapCommand.Compress _ -> COMPRESS;
                case ImapCommand.Unauthenticate _ -> UNAUTHENTICATE;
                case ImapCommand.Notify _ -> NOTIFY;
                case ImapCommand.GetAcl _ -> GETACL;
                case ImapCommand.SetAcl _ -> SETACL;
                case ImapCommand.DeleteAcl _ -> DELETEACL;
                case ImapCommand.ListRights _ -> LISTRIGHTS;
                case ImapCommand.MyRights _ -> MYRIGHTS;
                case ImapCommand.GetQuota _ -> GETQUOTA;
                case ImapCommand.GetQuotaRoot _ -> GETQUOTAROOT;
                case ImapCommand.SetQuota _ -> SETQUOTA;
                case ImapCommand.GetMetadata _ -> GETMETADATA;
                case ImapCommand.SetMetadata _ -> SETMETADATA;
                case ImapCommand.Close _ -> CLOSE;
                case ImapCommand.Unselect _ -> UNSELECT;
                case ImapCommand.Check _ -> CHECK;
                case ImapCommand.Expunge _ -> EXPUNGE;
                case ImapCommand.Fetch _ -> FETCH;
                case ImapCommand.Store _ -> STORE;
                case ImapCommand.Copy copy -> copy.move() ? MOVE : COPY;
                case ImapCommand.Search _ -> SEARCH;
                case ImapCommand.Sort _ -> SORT;
                case ImapCommand.Threads _ -> THREAD;
                case ImapCommand.MultiSearch _ -> ESEARCH;
                case ImapCommand.UidBatches _ -> UIDBATCHES;
                case ImapCommand.Malformed _, ImapCommand.Unknown _ -> null;
            };
        }
    }

    CommandTimes() {
        for (var verb : EnumSet.allOf(Verb.class)) {
            var label = new Distribution.Label("command", verb.name().toLowerCase(Locale.ROOT));
            times.put(verb, new Buckets("imap_command_duration_seconds", label, SECONDS, BOUNDS));
        }
    }

    /** A command is done. */
    void add(Verb verb, long nanos) {
        Objects.requireNonNull(times.get(verb)).add(nanos);
    }

    /** Gives those of commands that were done at all. */
    void read(Consumer<Distribution> into) {
        for (var each : times.values()) {
            var now = each.read();
            if (now.count() > 0) {
                into.accept(now);
            }
        }
    }
}

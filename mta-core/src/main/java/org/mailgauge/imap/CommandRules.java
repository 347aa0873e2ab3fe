package org.mailgauge.imap;

import java.util.EnumSet;
import java.util.Set;

/** What holds of commands, whatever they are done to. */
public final class CommandRules {
    private CommandRules() {}

    /** Whether a command is of the mailbox that is selected. */
    public static boolean needsMailbox(ImapCommand command) {
        return switch (command) {
            case ImapCommand.Close _,
                    ImapCommand.Unselect _,
                    ImapCommand.Expunge _,
                    ImapCommand.Fetch _,
                    ImapCommand.Store _,
                    ImapCommand.Copy _,
                    ImapCommand.Search _,
                    ImapCommand.Sort _,
                    ImapCommand.Threads _,
                    ImapCommand.UidBatches _ ->
                    true;
            case ImapCommand.MultiSearch(var source, _, _, _) ->
                    source.filters().isEmpty()
                            || source.filters().contains(MailboxFilter.Kind.SELECTED);
            default -> false;
        };
    }

    static boolean changesMailbox(ImapCommand command) {
        return switch (command) {
            case ImapCommand.Expunge _, ImapCommand.Store _ -> true;
            case ImapCommand.Copy copy -> copy.move();
            default -> false;
        };
    }

    /** What a command enables by being used (RFC 7162 section 3.1). */
    static Set<Extension> implied(ImapCommand command) {
        boolean condstore =
                switch (command) {
                    case ImapCommand.Select select -> select.condstore();
                    case ImapCommand.Fetch fetch ->
                            fetch.changedSince() >= 0
                                    || fetch.items().contains(FetchItem.Plain.MODSEQ);
                    case ImapCommand.Store store -> store.unchangedSince() >= 0;
                    case ImapCommand.Status status ->
                            status.items().contains(StatusItem.HIGHESTMODSEQ);
                    case ImapCommand.Search search -> search.key().hasModSequence();
                    case ImapCommand.Sort sort -> sort.key().hasModSequence();
                    default -> false;
                };
        return condstore ? EnumSet.of(Extension.CONDSTORE) : Set.of();
    }

    /** Whether expunges may be told with a command's answer (RFC 9051 section 7.5.1). */
    static boolean mayTellExpunges(ImapCommand command) {
        return switch (command) {
            case ImapCommand.Fetch fetch -> fetch.uid();
            case ImapCommand.Store store -> store.uid();
            case ImapCommand.Search search -> search.uid();
            case ImapCommand.Sort sort -> sort.uid();
            case ImapCommand.Threads thread -> thread.uid();
            default -> true;
        };
    }

    /**
     * Whether a command names messages by their sequence numbers, or asks for these, which is not
     * to be done once UIDONLY is enabled (RFC 9586 section 3).
     */
    static boolean usesSequenceNumbers(ImapCommand command) {
        return switch (command) {
            case ImapCommand.Fetch fetch -> !fetch.uid();
            case ImapCommand.Store store -> !store.uid();
            case ImapCommand.Copy copy -> !copy.uid();
            case ImapCommand.Search search -> !search.uid() || search.key().hasSequenceNumbers();
            case ImapCommand.Sort sort -> !sort.uid() || sort.key().hasSequenceNumbers();
            case ImapCommand.Threads threads ->
                    !threads.uid() || threads.key().hasSequenceNumbers();
            case ImapCommand.MultiSearch search -> search.key().hasSequenceNumbers();
            case ImapCommand.Select select ->
                    select.resync() != null && select.resync().match() != null;
            default -> false;
        };
    }
}

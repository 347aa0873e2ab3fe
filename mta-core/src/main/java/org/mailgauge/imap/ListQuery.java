package org.mailgauge.imap;

import java.util.List;
import java.util.Set;

/**
 * LIST (RFC 9051 section 6.3.9, RFC 5258, 5819, 6154, 8440, 9590).
 *
 * @param extended whether it has selection or return options, or several patterns
 * @param patterns at least one
 * @param status what STATUS is to tell of each; empty when it is not asked for
 * @param metadata the annotations asked for of each
 */
public record ListQuery(
        boolean extended,
        Set<Select> selected,
        String reference,
        List<String> patterns,
        Set<Return> returned,
        List<StatusItem> status,
        List<String> metadata) {

    /** Which names are shown. */
    public enum Select {
        SUBSCRIBED,
        REMOTE,
        RECURSIVEMATCH,
        SPECIAL_USE
    }

    /** What is told of them. */
    public enum Return {
        SUBSCRIBED,
        CHILDREN,
        SPECIAL_USE,
        MYRIGHTS
    }

    public ListQuery {
        selected = Set.copyOf(selected);
        patterns = List.copyOf(patterns);
        returned = Set.copyOf(returned);
        status = List.copyOf(status);
        metadata = List.copyOf(metadata);
    }
}

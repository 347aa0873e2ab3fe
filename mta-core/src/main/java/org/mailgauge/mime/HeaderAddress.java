package org.mailgauge.mime;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** An address of a From, To or like field (RFC 5322 section 3.4; groups in From by RFC 6854). */
public sealed interface HeaderAddress {

    /**
     * One mailbox.
     *
     * @param name the display name, or the comment behind an address without one; without quotes,
     *     encoded words as they stand; null when there is none
     * @param route of an obsolete route address, as {@code @a,@b}; null when there is none
     * @param local without quotes
     * @param domain empty when there is none; a literal with its brackets
     */
    record Mailbox(@Nullable String name, @Nullable String route, String local, String domain)
            implements HeaderAddress {}

    /**
     * A named group, perhaps of nobody.
     *
     * @param name without quotes, encoded words as they stand
     */
    record Group(String name, List<Mailbox> members) implements HeaderAddress {
        public Group {
            members = List.copyOf(members);
        }
    }
}

package org.mailgauge.agent.mailbox;

import org.mailgauge.store.MailboxName;
import org.mailgauge.store.ModifiedUtf7;

import java.util.Optional;

/**
 * Mailbox names as names of files, in the manner of Maildir++: ASCII, with a dot between levels,
 * which are in modified UTF-7; a dot within a level is {@code &AC4-}. None of them can leave the
 * folder it stands in.
 */
final class FolderNames {
    private static final String DOT = "&AC4-";

    private FolderNames() {}

    static String encode(MailboxName name) {
        var levels =
                name.levels().stream()
                        .map(level -> ModifiedUtf7.encode(level).replace(".", DOT))
                        .toList();
        return String.join(".", levels);
    }

    /** The mailbox; empty when it is the name of none. */
    static Optional<MailboxName> decode(String file) {
        var levels = new StringBuilder();
        for (var level : file.split("\\.", -1)) {
            var text = ModifiedUtf7.decode(level.replace(DOT, "."));
            if (text.isEmpty() || text.get().indexOf('/') >= 0) {
                return Optional.empty();
            }
            levels.append(levels.isEmpty() ? "" : "/").append(text.get());
        }
        return MailboxName.of(levels.toString());
    }
}

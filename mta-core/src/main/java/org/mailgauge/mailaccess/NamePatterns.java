package org.mailgauge.mailaccess;

import org.mailgauge.imap.Extensions;
import org.mailgauge.imap.MailboxPattern;
import org.mailgauge.store.MailboxName;

import java.util.ArrayList;
import java.util.List;

/**
 * The patterns of a LIST or LSUB. However many names are compared with them, other threads of the
 * server come to run meanwhile. Used by one thread, for one command.
 */
final class NamePatterns {
    /** Characters compared with each other between two pauses: less than a millisecond. */
    private static final long STEPS = 200_000;

    private final List<MailboxPattern> patterns = new ArrayList<>();
    private long steps;

    /** Those of a command; what is no name in any case matches none. */
    NamePatterns(String reference, List<String> wires, Extensions extensions) {
        var before = Names.text(reference, extensions);
        for (var wire : wires) {
            var text = Names.text(wire, extensions);
            if (before.isPresent() && text.isPresent()) {
                patterns.add(MailboxPattern.of(before.get(), text.get()));
            }
        }
    }

    boolean matches(MailboxName name) {
        for (var pattern : patterns) {
            pause((long) (1 + pattern.length()) * name.text().length());
            if (pattern.matches(name.text())) {
                return true;
            }
        }
        return false;
    }

    @SuppressWarnings("ThreadPriorityCheck") // Nobody else takes a carrier from a virtual thread.
    private void pause(long more) {
        steps += more;
        if (steps > STEPS) {
            steps = 0;
            Thread.yield();
        }
    }
}

package org.mailgauge.imap;

import org.jspecify.annotations.Nullable;
import org.mailgauge.imap.ImapState.Phase;

import java.util.List;

/** When APPEND and REPLACE may come. */
final class AppendRules {
    private AppendRules() {}

    /** Why a command that begins is refused; null when it is not. */
    static @Nullable ImapReply refusal(
            Phase.Open phase, Extensions extensions, List<AppendStep> steps) {
        if (phase instanceof Phase.NotAuthenticated) {
            return ImapReply.bad("Log in first");
        }
        if (!(steps.getFirst() instanceof AppendStep.Begin(_, var replaced)) || replaced == null) {
            return null;
        }
        if (extensions.uidOnly() && !replaced.uid()) {
            return ImapReply.bad("UIDREQUIRED", "UIDs are required");
        }
        return switch (phase) {
            case Phase.Selected(var readOnly) ->
                    readOnly ? ImapReply.no("NOPERM", "The mailbox is read-only") : null;
            default -> ImapReply.bad("No mailbox is selected");
        };
    }
}

package org.mailgauge.smtp;

import org.mailgauge.smtp.SmtpClientAction.Wait;
import org.mailgauge.smtp.SmtpClientSession.Step;
import org.mailgauge.smtp.SmtpClientState.Command;
import org.mailgauge.smtp.SmtpClientState.Commanding;
import org.mailgauge.smtp.SmtpClientState.Converting;
import org.mailgauge.smtp.SmtpClientState.Dotted;
import org.mailgauge.smtp.SmtpClientState.EhloSent;
import org.mailgauge.smtp.SmtpClientState.EmptyDotted;
import org.mailgauge.smtp.SmtpClientState.Gone;
import org.mailgauge.smtp.SmtpClientState.Greeting;
import org.mailgauge.smtp.SmtpClientState.HeloSent;
import org.mailgauge.smtp.SmtpClientState.Peer;
import org.mailgauge.smtp.SmtpClientState.Progress;
import org.mailgauge.smtp.SmtpClientState.Quitting;
import org.mailgauge.smtp.SmtpClientState.Ready;
import org.mailgauge.smtp.SmtpClientState.Sending;

import java.util.ArrayList;
import java.util.List;

/** How a client session ends, in order and otherwise. */
final class SmtpClientEnds {
    private SmtpClientEnds() {}

    static Step unexpected(SmtpClientState state, String what) {
        return broken(state, SmtpReply.of(451, 5, 0, "Unexpected: " + what), List.of());
    }

    /** We half-close, so that no peer waits for our end of stream before its 221. */
    static Step quit() {
        return new Step(
                new Quitting(),
                List.of(
                        send("QUIT"),
                        new SmtpClientAction.EndOutput(),
                        new SmtpClientAction.Await(Wait.QUIT)));
    }

    static Step close() {
        return new Step(new Gone(), List.of(new SmtpClientAction.Close()));
    }

    static Step broken(SmtpClientState state, SmtpReply why, List<SmtpClientAction> told) {
        List<SmtpClientAction> unusable =
                List.of(new SmtpClientAction.Unusable(why), new SmtpClientAction.Close());
        return switch (state) {
            case Greeting _, EhloSent _, HeloSent _ -> gone(told, unusable);
            case Ready(var peer) -> peer.transactions() > 0 ? again(told) : gone(told, unusable);
            case Commanding(var peer, var progress) ->
                    untouched(peer, progress)
                            ? again(told)
                            : gone(plus(told, unsettled(progress, why, false)), unusable);
            case Converting(_, var progress) ->
                    gone(plus(told, unsettled(progress, why, false)), unusable);
            case Sending(_, var progress) ->
                    gone(plus(told, unsettled(progress, why, false)), unusable);
            case Dotted(_, var progress) ->
                    gone(plus(told, unsettled(progress, why, told.isEmpty())), unusable);
            case EmptyDotted _, Quitting _ -> close();
            case Gone _ -> new Step(state, List.of());
        };
    }

    /** Whether a used association broke before it answered anything of this transaction. */
    private static boolean untouched(Peer peer, Progress progress) {
        return peer.transactions() > 1
                && !progress.mailAccepted()
                && !progress.awaited().isEmpty()
                && !(progress.awaited().getFirst() instanceof Command.Rcpt);
    }

    private static SmtpClientAction unsettled(Progress progress, SmtpReply why, boolean uncertain) {
        var rest = progress.settleRest(new RecipientResult.TryLater(why));
        return new SmtpClientAction.Settle(rest.results(), uncertain);
    }

    private static Step again(List<SmtpClientAction> told) {
        return gone(told, List.of(new SmtpClientAction.Again(), new SmtpClientAction.Close()));
    }

    private static Step gone(List<SmtpClientAction> told, List<SmtpClientAction> last) {
        var actions = new ArrayList<>(told);
        actions.addAll(last);
        return new Step(new Gone(), actions);
    }

    /** Where a timeout struck, for the reason that operators read. */
    static String at(SmtpClientState state) {
        return switch (state) {
            case Greeting _ -> ": no greeting";
            case EhloSent _ -> " to EHLO";
            case HeloSent _ -> " to HELO";
            case Commanding(_, var progress) when !progress.awaited().isEmpty() ->
                    " to " + SmtpClientCommands.name(progress.awaited().getFirst());
            case Sending _ -> ": content not taken";
            case Dotted _, EmptyDotted _ -> " to the end of content";
            case Quitting _ -> " to QUIT";
            case Ready _, Converting _, Commanding _, Gone _ -> "";
        };
    }

    static SmtpClientAction send(String line) {
        return new SmtpClientAction.Send(List.of(line));
    }

    static List<SmtpClientAction> plus(List<SmtpClientAction> actions, SmtpClientAction... more) {
        var all = new ArrayList<>(actions);
        all.addAll(List.of(more));
        return all;
    }
}

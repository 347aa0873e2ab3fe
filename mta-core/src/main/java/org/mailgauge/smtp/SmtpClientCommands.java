package org.mailgauge.smtp;

import org.mailgauge.smtp.SmtpClientState.Command;
import org.mailgauge.smtp.SmtpClientState.Progress;

import java.util.ArrayList;
import java.util.List;

/** The client's command lines, and which command follows which. */
final class SmtpClientCommands {

    private SmtpClientCommands() {}

    /** Whether all addresses can be written in commands: printable ASCII. */
    static boolean sendable(SmtpTransaction transaction) {
        return printable(transaction.from().toString())
                && transaction.to().stream().allMatch(to -> printable(to.toString()));
    }

    private static boolean printable(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 127);
    }

    /**
     * The command that comes next.
     *
     * @param mailSent whether MAIL has been sent
     * @param next the recipient whose turn it is
     */
    static Command following(Progress progress, boolean mailSent, int next) {
        if (!mailSent) {
            return new Command.Mail();
        }
        return next < progress.transaction().to().size()
                ? new Command.Rcpt(next)
                : new Command.Data();
    }

    static List<String> lines(
            List<Command> commands, SmtpTransaction transaction, EhloOffer offer) {
        var lines = new ArrayList<String>(commands.size());
        for (var command : commands) {
            lines.add(
                    switch (command) {
                        case Command.Reset _ -> "RSET";
                        case Command.Mail _ -> mail(transaction, offer);
                        case Command.Rcpt(int i) -> "RCPT TO:<" + transaction.to().get(i) + ">";
                        case Command.Data _ -> "DATA";
                    });
        }
        return lines;
    }

    private static String mail(SmtpTransaction transaction, EhloOffer offer) {
        return "MAIL FROM:<"
                + transaction.from()
                + ">"
                + (offer.size() ? " SIZE=" + transaction.sizeOctets() : "")
                + (transaction.eightBit() && offer.eightBitMime() ? " BODY=8BITMIME" : "");
    }

    static String name(Command command) {
        return switch (command) {
            case Command.Reset _ -> "RSET";
            case Command.Mail _ -> "MAIL";
            case Command.Rcpt _ -> "RCPT";
            case Command.Data _ -> "DATA";
        };
    }
}

package org.mailgauge.smtp;

import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.ReversePath;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a server session is.
 *
 * @param idle commands since the last accepted message that moved nothing
 * @param errors 5yz replies since the last accepted message
 * @param auth how it stands to authentication
 */
public record SmtpServerState(Phase phase, int idle, int errors, SmtpAuth.Standing auth) {
    /** Before the client has said anything. */
    public static final SmtpServerState START =
            new SmtpServerState(new Phase.Connected(), 0, 0, SmtpAuth.Standing.NONE);

    /** Each holds exactly what is legal there. */
    public sealed interface Phase {
        record Connected() implements Phase {}

        record Greeted(Client client) implements Phase {}

        /** A step of an exchange waits for the world's word. */
        record Authenticating(Client client) implements Phase {}

        /** A response of the client is awaited, a line that is no command. */
        record Responding(Client client) implements Phase {}

        /** MAIL waits for the queue's word. */
        record Admitting(Client client, SmtpCommand.Mail mail) implements Phase {}

        /** A mail transaction is open (RFC 5321 section 3.3). */
        record Mailing(Client client, Transaction transaction) implements Phase {}

        /** A recipient waits for a decision. */
        record Verifying(Client client, Transaction transaction, ForwardPath to) implements Phase {}

        /** The content is on its way. */
        record Receiving(Client client, Transaction transaction) implements Phase {}

        /** The content has come and is being made durable. */
        record Committing(Client client, Transaction transaction) implements Phase {}

        /**
         * The content has come by LMTP, and goes to one accepted recipient after the other.
         *
         * @param answered how many of the accepted RCPTs have their reply
         * @param taken whether one of these is positive
         */
        record Delivering(Client client, Transaction transaction, int answered, boolean taken)
                implements Phase {}

        record Gone() implements Phase {}
    }

    /**
     * Who the client says it is.
     *
     * @param extended whether by EHLO
     */
    public record Client(String name, boolean extended) {}

    /**
     * An open mail transaction.
     *
     * @param to accepted recipients, without duplicates
     * @param accepted how many RCPT commands were accepted, duplicates included: so many replies an
     *     LMTP client gets after the content (RFC 2033 section 4.2)
     * @param refused whether one was refused
     * @param repeats the accepted RCPTs that named a recipient once more, in their order
     */
    public record Transaction(
            ReversePath from,
            boolean eightBit,
            List<ForwardPath> to,
            int accepted,
            boolean refused,
            List<Repeat> repeats) {
        public Transaction {
            to = to instanceof Recipients ? to : List.copyOf(to);
            repeats = List.copyOf(repeats);
        }

        /**
         * A recipient that was named before.
         *
         * @param at how many RCPTs had been accepted before this one
         * @param place of the recipient
         */
        public record Repeat(int at, int place) {}

        static Transaction of(SmtpCommand.Mail mail) {
            return new Transaction(
                    mail.from(), mail.eightBit(), Recipients.NONE, 0, false, List.of());
        }

        Transaction with(ForwardPath recipient) {
            var more = (to instanceof Recipients some ? some : Recipients.of(to)).with(recipient);
            return new Transaction(from, eightBit, more, accepted + 1, refused, repeats);
        }

        /** The same recipient once more. */
        Transaction again(ForwardPath recipient) {
            var more = new ArrayList<>(repeats);
            more.add(new Repeat(accepted, to.indexOf(recipient)));
            return new Transaction(from, eightBit, to, accepted + 1, refused, more);
        }

        /** The place of the recipient that the n-th accepted RCPT named; n counts from 0. */
        public int place(int nth) {
            int before = 0;
            for (var repeat : repeats) {
                if (repeat.at() == nth) {
                    return repeat.place();
                }
                before += repeat.at() < nth ? 1 : 0;
            }
            return nth - before;
        }

        Transaction refusing() {
            return refused ? this : new Transaction(from, eightBit, to, accepted, true, repeats);
        }

        boolean nobodyAccepted() {
            return refused && to.isEmpty();
        }
    }

    /** The beginning of an association that stands so. */
    public static SmtpServerState start(SmtpAuth.Standing auth) {
        return new SmtpServerState(new Phase.Connected(), 0, 0, auth);
    }

    SmtpServerState in(Phase next) {
        return new SmtpServerState(next, idle, errors, auth);
    }

    /** A message was accepted, or a user is known: what was idle or wrong before is forgotten. */
    SmtpServerState fresh(Phase next) {
        return new SmtpServerState(next, 0, 0, auth);
    }

    SmtpServerState authenticated(Client client) {
        return new SmtpServerState(new Phase.Greeted(client), 0, errors, auth.proven());
    }

    SmtpServerState idled() {
        return new SmtpServerState(phase, idle + 1, errors, auth);
    }

    SmtpServerState erred() {
        return new SmtpServerState(phase, idle, errors + 1, auth);
    }
}

package org.mailgauge.smtp;

import org.mailgauge.address.ForwardPath;

import java.util.ArrayList;
import java.util.List;

/** Where a client session is; each state holds exactly what is legal there. */
public sealed interface SmtpClientState {

    /** Connected; the peer's greeting is awaited. */
    record Greeting() implements SmtpClientState {}

    /** EHLO (LHLO in LMTP) was sent. */
    record EhloSent() implements SmtpClientState {}

    /** EHLO was refused, HELO was sent. */
    record HeloSent() implements SmtpClientState {}

    /** No transaction is open on our side; the next message is awaited. */
    record Ready(Peer peer) implements SmtpClientState {}

    /** A 7-bit form of the content is being made; nothing of the transaction was sent. */
    record Converting(Peer peer, Progress progress) implements SmtpClientState {}

    /** Commands of a transaction are under way. */
    record Commanding(Peer peer, Progress progress) implements SmtpClientState {}

    /** 354 has come, the content is being sent. */
    record Sending(Peer peer, Progress progress) implements SmtpClientState {}

    /** The content was sent, the reply to its final dot (in LMTP: the next one) is awaited. */
    record Dotted(Peer peer, Progress progress) implements SmtpClientState {}

    /**
     * 354 has come although no recipient was accepted; a lone dot was sent (RFC 2920 section 3.1)
     * and its reply, whatever it is, is awaited.
     */
    record EmptyDotted(Peer peer) implements SmtpClientState {}

    /** QUIT was sent. */
    record Quitting() implements SmtpClientState {}

    record Gone() implements SmtpClientState {}

    /**
     * The peer.
     *
     * @param transactions how many were begun on this association
     * @param dirty whether the peer may have a transaction open, so that RSET must come first
     */
    record Peer(MailProtocol protocol, EhloOffer offer, int transactions, boolean dirty) {
        Peer begun() {
            return new Peer(protocol, offer, transactions + 1, dirty);
        }

        Peer left(boolean nowDirty) {
            return new Peer(protocol, offer, transactions, nowDirty);
        }
    }

    /** One command of a transaction. */
    sealed interface Command {
        record Reset() implements Command {}

        record Mail() implements Command {}

        record Rcpt(int recipient) implements Command {}

        record Data() implements Command {}
    }

    /** How it stands with one recipient. */
    sealed interface Standing {
        /** Nothing is known yet. */
        record Open() implements Standing {}

        /** RCPT was accepted. */
        record Taken() implements Standing {}

        record Settled(RecipientResult result) implements Standing {}
    }

    /**
     * How far a transaction is.
     *
     * @param next the recipient whose RCPT is to be sent next
     * @param awaited commands that were sent and not yet answered, oldest first
     * @param mailAccepted whether MAIL was answered with 2yz
     */
    record Progress(
            SmtpTransaction transaction,
            int next,
            List<Command> awaited,
            boolean mailAccepted,
            List<Standing> standings) {
        public Progress {
            awaited = List.copyOf(awaited);
            standings = List.copyOf(standings);
        }

        static Progress of(SmtpTransaction transaction) {
            var open = new ArrayList<Standing>(transaction.to().size());
            for (ForwardPath _ : transaction.to()) {
                open.add(new Standing.Open());
            }
            return new Progress(transaction, 0, List.of(), false, open);
        }

        boolean anyTaken() {
            return firstTaken() >= 0;
        }

        /** The first recipient that was taken and is not settled, or -1. */
        int firstTaken() {
            for (int i = 0; i < standings.size(); i++) {
                if (standings.get(i) instanceof Standing.Taken) {
                    return i;
                }
            }
            return -1;
        }

        boolean allSettled() {
            return standings.stream().allMatch(standing -> standing instanceof Standing.Settled);
        }

        Progress sent(int nowNext, List<Command> commands) {
            return new Progress(transaction, nowNext, commands, mailAccepted, standings);
        }

        /** The oldest awaited command was answered. */
        Progress answered() {
            return new Progress(
                    transaction, next, awaited.subList(1, awaited.size()), mailAccepted, standings);
        }

        Progress withMailAccepted() {
            return new Progress(transaction, next, awaited, true, standings);
        }

        Progress stands(int recipient, Standing standing) {
            var now = new ArrayList<>(standings);
            now.set(recipient, standing);
            return new Progress(transaction, next, awaited, mailAccepted, now);
        }

        /** Settles every recipient that is not settled. */
        Progress settleRest(RecipientResult result) {
            var now = new ArrayList<>(standings);
            now.replaceAll(
                    standing ->
                            standing instanceof Standing.Settled
                                    ? standing
                                    : new Standing.Settled(result));
            return new Progress(transaction, next, awaited, mailAccepted, now);
        }

        /** The results, once all are settled. */
        List<RecipientResult> results() {
            var results = new ArrayList<RecipientResult>(standings.size());
            for (var standing : standings) {
                switch (standing) {
                    case Standing.Settled(var result) -> results.add(result);
                    case Standing.Open _, Standing.Taken _ ->
                            throw new IllegalStateException("not settled: " + standings);
                }
            }
            return results;
        }
    }
}

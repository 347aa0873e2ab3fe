package org.mailgauge.wire;

import org.mailgauge.auth.Service;
import org.mailgauge.config.Pop3Limits;
import org.mailgauge.maildrop.Maildrops;
import org.mailgauge.pop3.Pop3Replies;
import org.mailgauge.pop3.Pop3Session;
import org.mailgauge.pop3.Pop3State.Phase;
import org.mailgauge.port.Net;

import java.time.Duration;
import java.util.function.ObjDoubleConsumer;

/** POP3, as all its services offer it. */
public record Pop3Protocol(
        Pop3Limits limits, Pop3Session session, Maildrops maildrops, SessionStates<State> states)
        implements AccessProtocol {

    /** A state of RFC 1939 section 3. */
    public enum State {
        AUTHORIZATION,
        TRANSACTION,
        UPDATE;

        static State of(Phase phase) {
            return switch (phase) {
                case Phase.Authorization _,
                        Phase.Named _,
                        Phase.LoggingIn _,
                        Phase.Challenged _,
                        Phase.Opening _,
                        Phase.Securing _,
                        Phase.Gone _ ->
                        AUTHORIZATION;
                case Phase.Transaction _, Phase.Fetching _ -> TRANSACTION;
                case Phase.Update _ -> UPDATE;
            };
        }
    }

    /** Of a host of that name. */
    public static Pop3Protocol of(String hostname, Pop3Limits limits, Maildrops maildrops) {
        return new Pop3Protocol(
                limits,
                new Pop3Session(hostname, limits.errors()),
                maildrops,
                new SessionStates<>(Service.POP3, State.class));
    }

    @Override
    public Service service() {
        return Service.POP3;
    }

    @Override
    public int port() {
        return 110;
    }

    @Override
    public Duration writeTimeout() {
        return limits.writeTimeout();
    }

    @Override
    public Duration handshakeTimeout() {
        return limits.handshakeTimeout();
    }

    @Override
    public Conversation begin(AccessService service, ServerParts parts, Net.Connection connection) {
        return new Pop3Driver(this, service, parts, connection);
    }

    @Override
    public byte[] refusal(Offer.Refusal why) {
        var reply =
                switch (why) {
                    case ADDRESS_FULL -> Pop3Replies.TOO_MANY_CONNECTIONS;
                    case FULL -> Pop3Replies.ALL_CONNECTIONS_TAKEN;
                    case STRANGER -> throw new IllegalStateException("POP3 over a local socket");
                };
        return reply.octets();
    }

    @Override
    public void read(ObjDoubleConsumer<String> into) {
        states.read(into);
    }
}

package org.mailgauge.wire;

import org.mailgauge.auth.Service;
import org.mailgauge.config.ImapLimits;
import org.mailgauge.imap.ImapOffer;
import org.mailgauge.imap.ImapSession;
import org.mailgauge.imap.ImapState.Phase;
import org.mailgauge.imap.MessageLimit;
import org.mailgauge.mailaccess.MailAccounts;
import org.mailgauge.observe.Distribution;
import org.mailgauge.port.Net;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.ObjDoubleConsumer;

/** IMAP, as all its services offer it. */
public record ImapProtocol(
        ImapLimits limits,
        ImapSession session,
        MailAccounts accounts,
        SessionStates<State> states,
        CommandTimes times)
        implements AccessProtocol {

    /** A state of RFC 9051 section 3; of those who are logged in, IDLE apart. */
    public enum State {
        NOT_AUTHENTICATED,
        AUTHENTICATED,
        SELECTED,
        IDLE;

        static State of(Phase phase) {
            return switch (phase) {
                case Phase.NotAuthenticated _,
                        Phase.LoggingIn _,
                        Phase.Challenged _,
                        Phase.Opening _,
                        Phase.Securing _,
                        Phase.Gone _ ->
                        NOT_AUTHENTICATED;
                case Phase.Authenticated _ -> AUTHENTICATED;
                case Phase.Selected _ -> SELECTED;
                case Phase.Performing(var before, _, _) -> of(before);
                case Phase.Appending(var before, _) -> of(before);
                case Phase.AppendOpen(var before, _) -> of(before);
                case Phase.Idling _ -> IDLE;
            };
        }
    }

    /**
     * Of a host of that name.
     *
     * @param version of the software
     */
    public static ImapProtocol of(
            String hostname, String version, ImapLimits limits, MailAccounts accounts) {
        var offer =
                new ImapOffer(
                        accounts.mostOctets(),
                        limits.eightBitHeaders(),
                        limits.unauthenticate(),
                        accounts.isIndexed(),
                        messages(limits));
        return new ImapProtocol(
                limits,
                new ImapSession(hostname, version, limits.errors(), offer),
                accounts,
                new SessionStates<>(Service.IMAP, State.class),
                new CommandTimes());
    }

    /** How many messages a command works on. */
    MessageLimit messages() {
        return messages(limits);
    }

    private static MessageLimit messages(ImapLimits limits) {
        return new MessageLimit(limits.messages(), limits.savesOnly());
    }

    @Override
    public Service service() {
        return Service.IMAP;
    }

    @Override
    public int port() {
        return 143;
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
        return new ImapDriver(this, service, parts, connection);
    }

    @Override
    public byte[] refusal(Offer.Refusal why) {
        var line = "* BYE [UNAVAILABLE] " + reason(why) + ", try again later\r\n";
        return line.getBytes(StandardCharsets.US_ASCII);
    }

    private static String reason(Offer.Refusal why) {
        return switch (why) {
            case ADDRESS_FULL -> "Too many connections";
            case FULL -> "All connections are in use";
            case STRANGER -> throw new IllegalStateException("IMAP over a local socket");
        };
    }

    @Override
    public void read(ObjDoubleConsumer<String> into) {
        states.read(into);
    }

    @Override
    public void distributions(Consumer<Distribution> into) {
        times.read(into);
    }
}

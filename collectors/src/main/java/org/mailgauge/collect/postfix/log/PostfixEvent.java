package org.mailgauge.collect.postfix.log;

import org.jspecify.annotations.Nullable;
import org.mailgauge.smtp.EnhancedStatus;
import org.mailgauge.smtp.SmtpReply;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What one line tells. Texts and addresses are as Postfix wrote them, without angle brackets; the
 * null reverse-path is an empty one. What is null was not told, or not so that it could be
 * understood. Queue ids are of the short form (hexadecimal) or of the long one.
 */
public sealed interface PostfixEvent {

    /** A client connected to smtpd. */
    record Connect(Peer client) implements PostfixEvent {}

    /** A client is gone, however it went; each connect has one, as long as smtpd is not killed. */
    record Disconnect(Peer client, List<Verb> verbs) implements PostfixEvent {
        public Disconnect {
            verbs = List.copyOf(verbs);
        }
    }

    /**
     * How often a command was given in a session.
     *
     * @param name in lower case, such as {@code rcpt}; {@code commands} for all together
     * @param accepted how often it succeeded
     */
    record Verb(String name, long accepted, long given) {}

    /**
     * A session of smtpd ended without QUIT; the disconnect follows.
     *
     * @param octets of content that had come, in DATA; null elsewhere
     */
    record BrokenOff(How how, Stage after, @Nullable Long octets, Peer client)
            implements PostfixEvent {
        /** Why. */
        public enum How {
            LOST_CONNECTION,
            TIMEOUT,
            TOO_MANY_ERRORS
        }
    }

    /**
     * smtpd opened a message.
     *
     * @param queueId null when the message goes on to a proxy instead of into the queue
     * @param originalId its id in the queue that it came out of (XFORWARD)
     */
    record Client(
            @Nullable String queueId,
            Peer client,
            @Nullable String saslMethod,
            @Nullable String saslUser,
            @Nullable String saslSender,
            @Nullable String originalId,
            @Nullable Peer original)
            implements PostfixEvent {}

    /**
     * A message came from a program on the host.
     *
     * @param originalId its id before it was put into the queue anew (postsuper -r)
     */
    record Pickup(
            String queueId, @Nullable Long uid, @Nullable String from, @Nullable String originalId)
            implements PostfixEvent {}

    /** A message's content has come into the queue: once per message, reports of our own too. */
    record MessageId(String queueId, String id, boolean resent) implements PostfixEvent {}

    /** A message became active: again at each retry, not only when it came. */
    record Queued(String queueId, String from, @Nullable Long octets, @Nullable Long recipients)
            implements PostfixEvent {}

    /**
     * What became of one recipient in one attempt.
     *
     * @param to empty when the line names none
     * @param originalTo as it was before it was rewritten; null when that is the same
     * @param connectionUse how many messages went over this connection before and with this one;
     *     null for the first, and where there is no connection
     * @param delay since the message came
     */
    record Delivery(
            String queueId,
            String to,
            @Nullable String originalTo,
            Relay relay,
            @Nullable Long connectionUse,
            @Nullable Duration delay,
            @Nullable Delays delays,
            @Nullable EnhancedStatus dsn,
            Status status,
            String text)
            implements PostfixEvent {

        /** What came of it. */
        public enum Status {
            SENT,
            DEFERRED,
            BOUNCED,
            /** Bounced as it had waited too long. */
            EXPIRED,
            /** Of a probe. */
            DELIVERABLE,
            /** Of a probe. */
            UNDELIVERABLE,
            /** Deferred instead of bounced (soft_bounce). */
            SOFT_BOUNCE
        }

        /** What the text tells of the failure, or of the success. */
        public DeliveryText detail() {
            return DeliveryTextParser.parse(text, status, dsn);
        }

        /** Whether it is for a loop (mtaLoopsDetected). */
        public boolean isLoop() {
            return DeliveryTextParser.isLoop(text);
        }

        /** The id of the message as which it goes on; empty when it was not forwarded. */
        public Optional<String> forwardedAs() {
            var said = "forwarded as ";
            return text.startsWith(said)
                    ? Optional.of(text.substring(said.length()))
                    : Optional.empty();
        }
    }

    /** Where a delivery went. */
    sealed interface Relay {
        /** To another host, or to a socket of this one. */
        record Remote(Peer peer) implements Relay {}

        /** To something here: {@code local}, {@code virtual}, or the name of a pipe's transport. */
        record Here(String name) implements Relay {}

        /** Nowhere: nothing was reached. */
        record None() implements Relay {}
    }

    /**
     * Where the time went; each part null when it does not fit.
     *
     * @param before until it became active, with all waiting in the queue
     * @param active until the delivery agent had it
     * @param connecting DNS, TCP, greeting and TLS
     * @param transmitting the rest
     */
    record Delays(
            @Nullable Duration before,
            @Nullable Duration active,
            @Nullable Duration connecting,
            @Nullable Duration transmitting) {}

    /** A message is given up and goes back to its sender. */
    record Expired(String queueId, String from, boolean forced) implements PostfixEvent {}

    /** A message has left the queue: all its recipients are settled. */
    record Removed(String queueId) implements PostfixEvent {}

    /** A report about a message was made, a message of its own. */
    record Notification(String queueId, Whom whom, About about, String reportId)
            implements PostfixEvent {
        /** To whom. */
        public enum Whom {
            SENDER,
            POSTMASTER
        }

        /** Of what. */
        public enum About {
            NON_DELIVERY,
            DELAY,
            /** Of success, or of what was asked. */
            DELIVERY_STATUS
        }
    }

    /**
     * A rule was applied to a client, a command or a message: not only refusals, see the kind.
     *
     * @param queueId null before a recipient was accepted
     * @param client null when the message came from this host
     * @param code of the reply; null when it has none
     * @param content what header_checks or body_checks looked at
     * @param text of the reply, or of the rule
     */
    record Reject(
            @Nullable String queueId,
            Kind kind,
            Stage stage,
            @Nullable Peer client,
            @Nullable Integer code,
            @Nullable EnhancedStatus status,
            @Nullable String content,
            String text,
            Envelope envelope)
            implements PostfixEvent {

        /** What was done. */
        public enum Kind {
            REJECT,
            /** Refused by a milter. */
            MILTER_REJECT,
            /** Refused by the proxy in front of the queue. */
            PROXY_REJECT,
            /** It would have been refused (warn_if_reject). */
            REJECT_WARNING,
            WARN,
            HOLD,
            MILTER_HOLD,
            DISCARD,
            MILTER_DISCARD,
            FILTER,
            REDIRECT,
            BCC,
            PREPEND,
            REPLACE,
            STRIP,
            DELAY,
            INFO,
            PERMIT,
            PROXY_ACCEPT
        }

        /** Whether the client was refused something. */
        public boolean isRefusal() {
            return switch (kind) {
                case REJECT, MILTER_REJECT, PROXY_REJECT -> true;
                default -> false;
            };
        }

        /** What the client was told; empty when the line has no code. */
        public Optional<SmtpReply> reply() {
            return code == null
                    ? Optional.empty()
                    : Optional.of(new SmtpReply(code, status, List.of(text)));
        }

        /** Whether it is for a loop (mtaLoopsDetected). */
        public boolean isLoop() {
            return DeliveryTextParser.isLoop(text);
        }
    }

    /** What a client had said when a rule was applied. */
    record Envelope(
            @Nullable String from,
            @Nullable String to,
            @Nullable String protocol,
            @Nullable String helo,
            @Nullable String saslUser) {}

    /**
     * A TLS connection is up.
     *
     * @param inbound whether a client made it
     * @param level Anonymous, Untrusted, Trusted or Verified
     * @param peer with the port when it is outbound
     */
    record Tls(
            boolean inbound,
            boolean reused,
            String level,
            Peer peer,
            String protocol,
            String cipher,
            @Nullable Long bits)
            implements PostfixEvent {}

    /** TLS could not be negotiated. */
    record TlsFailure(boolean inbound, Peer peer, String text) implements PostfixEvent {}

    /** What goes to the collector of TLS reports (Postfix 3.10). */
    record TlsReport(boolean success, String domain, @Nullable Peer mx, @Nullable String failure)
            implements PostfixEvent {}

    /** A login failed at smtpd. */
    record SaslFailure(Peer client, String method, String reason, @Nullable String user)
            implements PostfixEvent {}

    /** A next hop could not be reached; other addresses of it may be tried. */
    record ConnectFailure(Peer peer, DeliveryText detail) implements PostfixEvent {}

    /** A host did not do for a message; others of the same destination are tried. */
    record AttemptFailure(String queueId, DeliveryText detail) implements PostfixEvent {}

    /** Something postscreen saw of a client; refusals of commands are {@link Reject}s. */
    record Screened(
            Finding finding,
            Peer client,
            @Nullable Long count,
            @Nullable Duration after,
            @Nullable Stage stage)
            implements PostfixEvent {
        /** What it was. */
        public enum Finding {
            CONNECT,
            DISCONNECT,
            PASS_NEW,
            PASS_OLD,
            ALLOWLISTED,
            ALLOWLIST_VETO,
            DENYLISTED,
            /** The count is its rank. */
            DNSBL,
            /** It spoke too early; the count is of octets. */
            PREGREET,
            HANGUP,
            BARE_NEWLINE,
            COMMAND_COUNT_LIMIT,
            COMMAND_LENGTH_LIMIT,
            COMMAND_TIME_LIMIT,
            COMMAND_PIPELINING,
            NON_SMTP_COMMAND
        }
    }

    /** An address is on a list. */
    record DnsblHit(String address, String domain, String answer) implements PostfixEvent {}

    /**
     * The most that anvil counted since it last told.
     *
     * @param what such as {@code connection rate}, {@code cache size}
     * @param seconds over how long a rate is; null for counts
     * @param service with the client, as {@code smtpd:192.0.2.1}; null for the cache
     */
    record AnvilMaximum(
            String what, @Nullable Long value, @Nullable Long seconds, @Nullable String service)
            implements PostfixEvent {}

    /** smtpd's limits on one client were exceeded. */
    record ClientLimit(String what, @Nullable Long value, @Nullable Peer client, String service)
            implements PostfixEvent {}

    /** A service runs as many processes as it may. */
    record ProcessLimit(String service, @Nullable Long limit) implements PostfixEvent {}

    /**
     * Postfix itself.
     *
     * @param version null where none is told
     */
    record Running(Phase phase, @Nullable String version) implements PostfixEvent {
        /** What it does. */
        public enum Phase {
            STARTING,
            STARTED,
            RELOADED,
            STOPPING,
            TERMINATING
        }
    }

    /** An operator did something with a message (postsuper), or with a number of them. */
    record Operated(@Nullable String queueId, Action action, @Nullable Long messages)
            implements PostfixEvent {
        /** What. */
        public enum Action {
            REMOVED,
            HELD,
            RELEASED,
            REQUEUED,
            EXPIRED
        }
    }

    /** A warning, or worse, of which nothing more is known; the line has its severity. */
    record Warning(@Nullable String queueId, String text) implements PostfixEvent {
        /** Whether it is of a loop (mtaLoopsDetected). */
        public boolean isLoop() {
            return DeliveryTextParser.isLoop(text);
        }
    }

    /** A line that is known, and of which nothing is counted. */
    record Note(@Nullable String queueId, String text) implements PostfixEvent {}

    /** Postfix's, and not known. */
    record Unknown(@Nullable String queueId, String text) implements PostfixEvent {}

    /**
     * A syslog daemon left out lines that were the same.
     *
     * @param what null when it was the line before
     */
    record Repeated(@Nullable Long times, @Nullable PostfixEvent what) implements PostfixEvent {}

    /**
     * A syslog daemon dropped lines, as they were too many.
     *
     * @param messages null when it does not say, or does not know yet
     * @param by whose lines they were; null when it does not say
     */
    record Suppressed(@Nullable Long messages, @Nullable String by) implements PostfixEvent {}

    /** A line of another program; the line has its name. */
    record NotPostfix() implements PostfixEvent {}
}

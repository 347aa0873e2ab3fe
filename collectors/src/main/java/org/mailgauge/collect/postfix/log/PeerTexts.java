package org.mailgauge.collect.postfix.log;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.postfix.log.DeliveryText.Cause;
import org.mailgauge.collect.postfix.log.DeliveryTextParser.Fate;

/** Texts of deliveries that name a host: what it said, or did not. */
final class PeerTexts {
    private static final String REFUSED = " refused to talk to me: ";
    private static final String SAID = " said: ";
    private static final String PROTOCOL = "Protocol error: ";
    private static final String AUTHENTICATION = "SASL authentication failed";

    private PeerTexts() {}

    /** What a host said; null when the text is none of these. */
    static @Nullable DeliveryText said(String text, Fate fate) {
        if (text.startsWith(AUTHENTICATION)) {
            return authentication(text, fate);
        }
        boolean broken = text.startsWith(PROTOCOL);
        return saidByHost(broken ? text.substring(PROTOCOL.length()) : text, fate);
    }

    private static @Nullable DeliveryText saidByHost(String text, Fate fate) {
        if (!text.startsWith("host ")) {
            return null;
        }
        int refused = text.indexOf(REFUSED);
        int said = text.indexOf(SAID);
        if (refused >= 0 && (said < 0 || refused < said)) {
            return replied(Cause.NOT_TALKING, text, 5, refused, REFUSED, fate);
        }
        return said < 0 ? null : replied(Cause.REPLY, text, 5, said, SAID, fate);
    }

    /**
     * {@code SASL authentication failed; server H[ip] said: 535 5.7.8 text}, or without a reply.
     */
    private static DeliveryText authentication(String text, Fate fate) {
        int said = text.indexOf(SAID);
        int server = text.indexOf("server ");
        return said < 0 || server < 0 || server > said
                ? new DeliveryText(Cause.AUTHENTICATION, null, null, fate.own(7, 8, text), false)
                : replied(
                        Cause.AUTHENTICATION, text, server + "server ".length(), said, SAID, fate);
    }

    private static DeliveryText replied(
            Cause cause, String text, int from, int to, String verb, Fate fate) {
        var words = text.substring(0, DeliveryTextParser.endOfReply(text));
        int begin = Math.min(to + verb.length(), words.length());
        var reply = Replies.parse(words.substring(begin));
        return new DeliveryText(
                cause,
                Peer.of(text.substring(Math.min(from, to), to)),
                DeliveryTextParser.inReplyTo(text),
                reply == null ? fate.own(5, 0, text) : fate.of(reply),
                false);
    }

    /** What failed without a reply; null when the text is none of these. */
    static @Nullable DeliveryText failed(String text, Fate fate) {
        if (text.startsWith("connect to ")) {
            return connect(text.substring("connect to ".length()), fate);
        }
        if (text.startsWith("lost connection with ")) {
            return lost(Cause.CONNECTION_LOST, text, "lost connection with ", " while ", fate);
        }
        if (text.startsWith("conversation with ")) {
            return lost(Cause.NO_ANSWER, text, "conversation with ", " timed out while ", fate);
        }
        return isTls(text) ? tls(text, fate) : null;
    }

    /** {@code H[ip]:25: Connection refused}. */
    private static @Nullable DeliveryText connect(String text, Fate fate) {
        int why = text.indexOf(": ", Math.max(text.indexOf(']'), 0));
        if (why < 0) {
            return null;
        }
        var reason = text.substring(why + 2);
        var cause =
                switch (reason) {
                    case "Connection refused" -> Cause.CONNECTION_REFUSED;
                    case "Connection timed out", "Operation timed out" ->
                            Cause.CONNECTION_TIMED_OUT;
                    case "No route to host" -> Cause.NO_ROUTE;
                    case "Network is unreachable" -> Cause.NETWORK_UNREACHABLE;
                    default -> Cause.NOT_CONNECTED;
                };
        var peer = Peer.of(text.substring(0, why));
        return new DeliveryText(cause, peer, null, fate.own(4, 1, text), false);
    }

    private static DeliveryText lost(
            Cause cause, String text, String what, String when, Fate fate) {
        int to = text.indexOf(when, what.length());
        var host = text.substring(what.length(), to < 0 ? text.length() : to);
        var during = to < 0 ? null : text.substring(to + when.length());
        return new DeliveryText(cause, Peer.of(host), during, fate.own(4, 2, text), false);
    }

    private static boolean isTls(String text) {
        return text.startsWith("Cannot start TLS")
                || text.startsWith("TLS is required")
                || text.startsWith("Server certificate ")
                || text.startsWith("TLSA lookup error")
                || text.startsWith("Encryption was required");
    }

    /**
     * With a code that is of TLS whatever the enhanced code, and without what the peer said of it:
     * its words would be taken for what they usually mean.
     */
    private static DeliveryText tls(String text, Fate fate) {
        int host = text.indexOf("host ");
        int said = text.indexOf(": ", Math.max(host, 0));
        var own = host < 0 || said < 0 ? text : text.substring(0, said);
        int open = text.indexOf('[', Math.max(host, 0));
        int close = open < 0 ? -1 : text.indexOf(']', open);
        var peer = host < 0 || close < 0 ? null : Peer.of(text.substring(host + 5, close + 1));
        var reply = fate.reply(fate.level() == 5 ? 554 : 454, 7, 5, own);
        return new DeliveryText(Cause.TLS, peer, null, reply, false);
    }
}

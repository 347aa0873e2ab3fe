package org.mailgauge.collect.postfix.log;

import org.jspecify.annotations.Nullable;

/**
 * The other end of an association, as Postfix names it: {@code host[address]:port}.
 *
 * @param host null when there is none that could be verified, or none is told
 * @param address an IP address, or the path of a local socket; null when it is unknown
 * @param port null when it is not told
 */
public record Peer(@Nullable String host, @Nullable String address, @Nullable Integer port) {

    /** Of a text that is in Postfix's form; null when it is not. */
    static @Nullable Peer of(String text) {
        int open = text.indexOf('[');
        int close = open < 0 ? -1 : text.indexOf(']', open);
        if (close < 0) {
            return null;
        }
        var host = known(text.substring(0, open));
        var address = known(text.substring(open + 1, close));
        return new Peer(host, address, port(text, close + 1));
    }

    private static @Nullable String known(String name) {
        return name.isEmpty() || name.equals("unknown") ? null : name;
    }

    private static @Nullable Integer port(String text, int from) {
        int digits = text.length() - from - 1;
        if (digits < 1 || digits > 5 || text.charAt(from) != ':') {
            return null;
        }
        int port = 0;
        for (int i = from + 1; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return null;
            }
            port = port * 10 + digit - '0';
        }
        return port > 65_535 ? null : port;
    }

    /** In Postfix's form. */
    @Override
    public String toString() {
        return (host == null ? "" : host)
                + "["
                + (address == null ? "unknown" : address)
                + "]"
                + (port == null ? "" : ":" + port);
    }
}

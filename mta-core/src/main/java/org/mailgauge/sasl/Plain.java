package org.mailgauge.sasl;

/** {@code [authzid] NUL authcid NUL passwd} (RFC 4616). */
final class Plain {
    private Plain() {}

    static Turn take(byte[] response) {
        int first = nul(response, 0);
        int second = first < 0 ? -1 : nul(response, first + 1);
        if (second < 0) {
            return new Turn.Malformed();
        }
        var identity = Text.identity(response, 0, first);
        var user = Text.user(response, first + 1, second);
        var password = Text.password(response, second + 1, response.length);
        return identity.isPresent() && user.isPresent() && password.isPresent()
                ? new Turn.Password(identity.get(), user.get(), password.get())
                : new Turn.Malformed();
    }

    private static int nul(byte[] octets, int from) {
        for (int i = from; i < octets.length; i++) {
            if (octets[i] == 0) {
                return i;
            }
        }
        return -1;
    }
}

package org.mailgauge.sasl;

import java.nio.charset.StandardCharsets;

/** LOGIN: the user's name, then the password, each asked for. */
final class LoginUser {
    private static final byte[] PASSWORD = "Password:".getBytes(StandardCharsets.US_ASCII);

    private LoginUser() {}

    static Turn take(byte[] response) {
        var user = Text.user(response, 0, response.length);
        return user.<Turn>map(
                        name ->
                                new Turn.Challenge(
                                        PASSWORD.clone(), second -> withPassword(name, second)))
                .orElseGet(Turn.Malformed::new);
    }

    private static Turn withPassword(String user, byte[] response) {
        return Text.password(response, 0, response.length)
                .<Turn>map(password -> new Turn.Password("", user, password))
                .orElseGet(Turn.Malformed::new);
    }
}

package org.mailgauge.sasl;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.charset.StandardCharsets;

/** Steps of exchanges, with the client's part written as text. */
final class Talk {
    private Talk() {}

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Turn take(Dialogue dialogue, String response) {
        return dialogue.take(octets(response));
    }

    /** The challenge, which must be one. */
    static Turn.Challenge challenge(Turn turn) {
        return assertInstanceOf(Turn.Challenge.class, turn);
    }

    static String text(Turn turn) {
        return new String(challenge(turn).octets(), StandardCharsets.UTF_8);
    }

    static Dialogue next(Turn turn) {
        return challenge(turn).next();
    }

    /** Answers the question for the secret. */
    static Turn with(Turn turn, ScramSecret secret) {
        return assertInstanceOf(Turn.Secret.class, turn).then().apply(secret);
    }
}

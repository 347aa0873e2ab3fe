package org.mailgauge.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.StringPreparation;
import com.ongres.scram.common.exception.ScramException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import java.util.List;

/** Against a client of others: com.ongres.scram. */
class ScramOracleTest {
    private static final String USER = "käthe,=x@example.test";
    private static final String PASSWORD = "pass\u00A0wörd ☂";
    private static final byte[] SALT = Talk.octets("0123456789abcdef");
    private static final byte[] EXPORTER = Talk.octets("channel binding of thirty-two oc");
    private static final byte[] OTHER = Talk.octets("channel binding of somebody else");

    private static ScramClient client(Mechanism mechanism, String password, byte[] exporter) {
        var builder =
                ScramClient.builder()
                        .advertisedMechanisms(List.of(mechanism.label()))
                        .username(USER)
                        .password(password.toCharArray())
                        .stringPreparation(StringPreparation.SASL_PREPARATION);
        return mechanism.isBound()
                ? builder.channelBinding("tls-exporter", exporter).build()
                : builder.build();
    }

    private static Turn finalTurn(Mechanism mechanism, ScramClient client) throws ScramException {
        var start = mechanism.begin("servernonce", false, mechanism.isBound() ? EXPORTER : null);
        var asked = Talk.take(start, client.clientFirstMessage().toString());
        var hash = assertInstanceOf(Turn.Secret.class, asked).hash();
        assertEquals(USER, ((Turn.Secret) asked).user());
        var challenge = Talk.with(asked, ScramSecret.of(hash, PASSWORD, SALT, 500));
        client.serverFirstMessage(Talk.text(challenge));
        return Talk.take(Talk.next(challenge), client.clientFinalMessage().toString());
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ANY, names = "SCRAM.*")
    void rightPasswordProves(Mechanism mechanism) throws ScramException {
        var client = client(mechanism, PASSWORD, EXPORTER);
        var turn = finalTurn(mechanism, client);
        client.serverFinalMessage(Talk.text(turn)); // it checks the server's proof
        assertInstanceOf(Turn.Proven.class, Talk.take(Talk.next(turn), ""));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ANY, names = "SCRAM.*")
    void wrongPasswordDoesNot(Mechanism mechanism) throws ScramException {
        var client = client(mechanism, PASSWORD + "x", EXPORTER);
        assertInstanceOf(Turn.Wrong.class, finalTurn(mechanism, client));
    }

    @ParameterizedTest
    @EnumSource(names = {"SCRAM_SHA_1_PLUS", "SCRAM_SHA_256_PLUS"})
    @DisplayName("a proof bound to another TLS connection is wrong")
    void otherConnection(Mechanism mechanism) throws ScramException {
        assertInstanceOf(
                Turn.Wrong.class, finalTurn(mechanism, client(mechanism, PASSWORD, OTHER)));
    }

    @Test
    void oracleSeesAFalseServer() throws ScramException {
        var client = client(Mechanism.SCRAM_SHA_256, PASSWORD, EXPORTER);
        var turn = finalTurn(Mechanism.SCRAM_SHA_256, client);
        assertInstanceOf(Turn.Challenge.class, turn);
        assertThrows(
                ScramException.class,
                () -> client.serverFinalMessage("v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));
    }
}

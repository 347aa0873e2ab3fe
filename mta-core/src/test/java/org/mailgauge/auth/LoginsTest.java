package org.mailgauge.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.StringPreparation;
import com.ongres.scram.common.exception.ScramException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.address.IpAddress;
import org.mailgauge.auth.LoginService.Answer;
import org.mailgauge.port.TlsFacts;
import org.mailgauge.sasl.Mechanism;
import org.mailgauge.sim.SimEntropy;
import org.mailgauge.sim.SimTime;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;

class LoginsTest {
    private static final LoginSettings QUICK =
            new LoginSettings(
                    EnumSet.allOf(Mechanism.class),
                    true,
                    true,
                    Duration.ZERO,
                    LoginSettings.Tries.DEFAULT);
    private static final TlsFacts TLS = facts(null);

    private final MemoryAccounts accounts =
            new MemoryAccounts().with("tim@example.test", "secret").with("ann@example.test", "pw");
    private final SimTime time = new SimTime();
    private final Logins logins = new Logins(QUICK, accounts, accounts, time, new SimEntropy(1));

    private static TlsFacts facts(TlsFacts.@Nullable ClientCertificate certificate) {
        return new TlsFacts("TLSv1.3", "TLS_AES_128_GCM_SHA256", null, new byte[32], certificate);
    }

    private static Client client(String address, @Nullable TlsFacts tls) {
        return new Client(Service.SUBMISSION, IpAddress.parse(address).orElseThrow(), tls);
    }

    private static Client near() {
        return client("127.0.0.1", null);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private Answer plain(Client client, String user, String password) {
        return logins.begin(client, "plain").respond(base64("\0" + user + "\0" + password));
    }

    private static String account(Answer answer) {
        return assertInstanceOf(Answer.Success.class, answer).account().address().toString();
    }

    private Map<String, Double> counts() {
        var counts = new HashMap<String, Double>();
        logins.read(counts::put);
        return counts;
    }

    @Test
    void whoIsOfferedTheSameSharesTheList() {
        assertSame(logins.mechanisms(near()), logins.mechanisms(near()));
    }

    @Test
    void offersByConnection() {
        assertEquals(List.of(), logins.mechanisms(client("192.0.2.1", null)));
        assertEquals(
                List.of("SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN"),
                logins.mechanisms(near()));
        assertEquals(
                List.of(
                        "SCRAM-SHA-256-PLUS",
                        "SCRAM-SHA-1-PLUS",
                        "SCRAM-SHA-256",
                        "SCRAM-SHA-1",
                        "PLAIN",
                        "LOGIN"),
                logins.mechanisms(client("192.0.2.1", TLS)));
        var shown =
                new TlsFacts.ClientCertificate(
                        "CN=x", List.of("tim@example.test"), List.of(), List.of());
        assertEquals("EXTERNAL", logins.mechanisms(client("192.0.2.1", facts(shown))).getFirst());
        assertFalse(logins.takesPasswords(client("192.0.2.1", null)));
        assertTrue(logins.takesPasswords(client("192.0.2.1", TLS)));
        assertTrue(logins.takesPasswords(near()));
    }

    @Test
    void plaintextOnLoopbackCanBeSwitchedOff() {
        logins.become(
                new LoginSettings(
                        EnumSet.allOf(Mechanism.class), false, true, Duration.ZERO, QUICK.tries()));
        assertEquals(List.of(), logins.mechanisms(near()));
        assertEquals(new Answer.NotOffered(true), logins.login(near(), "tim@example.test", "x"));
        assertEquals(
                new Answer.NotOffered(true), logins.begin(near(), "PLAIN").respond("AHgAeA=="));
        assertEquals(new Answer.NotOffered(false), logins.begin(near(), "NTLM").respond(null));
        assertEquals(0, accounts.checks());
    }

    @Test
    void plainAndLoginAndPass() {
        assertEquals("tim@example.test", account(plain(near(), "Tim@EXAMPLE.test", "secret")));
        assertEquals("ann@example.test", account(logins.login(near(), "ann@example.test", "pw")));
        var exchange = logins.begin(near(), "LOGIN");
        var first = assertInstanceOf(Answer.Challenge.class, exchange.respond(null));
        assertEquals(base64("Username:"), first.base64());
        var second =
                assertInstanceOf(
                        Answer.Challenge.class, exchange.respond(base64("tim@example.test")));
        assertEquals(base64("Password:"), second.base64());
        assertEquals("tim@example.test", account(exchange.respond(base64("secret"))));
        assertInstanceOf(Answer.Malformed.class, exchange.respond(base64("secret")));
        assertEquals(3.0, counts().get("logins_succeeded_total"));
        for (var mechanism : List.of("plain", "pass", "login")) {
            assertEquals(1.0, counts().get("logins_" + mechanism + "_succeeded_total"), mechanism);
        }
        assertEquals(0.0, counts().get("logins_scram_sha_256_plus_succeeded_total"));
    }

    @Test
    @DisplayName("wrong password, unknown user, no address: one answer and one check each")
    void refusalsAreAlike() {
        for (var user : List.of("tim@example.test", "nobody@example.test", "root", "a@b@c")) {
            assertEquals(new Answer.Refused(), plain(near(), user, "wrong"), user);
            assertEquals(new Answer.Refused(), logins.login(near(), user, "wrong"), user);
        }
        assertEquals(8, accounts.checks());
        assertEquals(8.0, counts().get("logins_refused_total"));
        assertEquals(4.0, counts().get("logins_plain_refused_total"));
        assertEquals(4.0, counts().get("logins_pass_refused_total"));
    }

    @Test
    void nobodyActsAsAnother() {
        var as = base64("ann@example.test\0tim@example.test\0secret");
        assertEquals(new Answer.Refused(), logins.begin(near(), "PLAIN").respond(as));
        var himself = base64("TIM@example.test\0tim@example.test\0secret");
        assertEquals("tim@example.test", account(logins.begin(near(), "PLAIN").respond(himself)));
    }

    @Test
    void endsAreEnds() {
        assertEquals(new Answer.Malformed(), logins.begin(near(), "PLAIN").respond("%%%"));
        var cancelled = logins.begin(near(), "PLAIN");
        assertInstanceOf(Answer.Challenge.class, cancelled.respond(null));
        assertEquals(new Answer.Cancelled(), cancelled.respond("*"));
        assertEquals(new Answer.Malformed(), cancelled.respond("AHgAeA=="));
        assertEquals(0, accounts.checks());
    }

    private Answer scram(Client client, Mechanism mechanism, String user, String password)
            throws ScramException {
        var builder =
                ScramClient.builder()
                        .advertisedMechanisms(List.of(mechanism.label()))
                        .username(user)
                        .password(password.toCharArray())
                        .stringPreparation(StringPreparation.SASL_PREPARATION);
        var other =
                mechanism.isBound()
                        ? builder.channelBinding("tls-exporter", new byte[32]).build()
                        : builder.build();
        var exchange = logins.begin(client, mechanism.label());
        var first = exchange.respond(base64(other.clientFirstMessage().toString()));
        if (!(first instanceof Answer.Challenge(var octets))) {
            return first;
        }
        other.serverFirstMessage(new String(octets, StandardCharsets.UTF_8));
        var second = exchange.respond(base64(other.clientFinalMessage().toString()));
        return second instanceof Answer.Challenge ? exchange.respond("") : second;
    }

    @Test
    void scramProves() throws ScramException {
        var far = client("192.0.2.1", TLS);
        for (var mechanism : EnumSet.of(Mechanism.SCRAM_SHA_256_PLUS, Mechanism.SCRAM_SHA_1)) {
            assertEquals(
                    "tim@example.test",
                    account(scram(far, mechanism, "Tim@example.test", "secret")));
            assertEquals(new Answer.Refused(), scram(far, mechanism, "tim@example.test", "wrong"));
            assertEquals(
                    new Answer.Refused(), scram(far, mechanism, "nobody@example.test", "wrong"));
        }
    }

    @Test
    void externalIsWhoTheCertificateNames() {
        var shown =
                new TlsFacts.ClientCertificate(
                        "CN=x",
                        List.of("else@other.test", "ANN@example.test"),
                        List.of(),
                        List.of());
        var far = client("192.0.2.1", facts(shown));
        assertEquals("ann@example.test", account(logins.begin(far, "EXTERNAL").respond("=")));
        assertEquals(
                "ann@example.test",
                account(logins.begin(far, "EXTERNAL").respond(base64("ann@example.test"))));
        assertEquals(
                new Answer.Refused(),
                logins.begin(far, "EXTERNAL").respond(base64("tim@example.test")));
        assertEquals(
                new Answer.NotOffered(false),
                logins.begin(client("192.0.2.1", TLS), "EXTERNAL").respond("="));
    }

    @Test
    void troubleIsNoRefusalAndCostsNoTry() {
        accounts.fail();
        for (int i = 0; i < 100; i++) {
            assertEquals(new Answer.Unavailable(), plain(near(), "tim@example.test", "secret"));
        }
        assertEquals(100.0, counts().get("logins_unavailable_total"));
    }

    /** Of 1,000 tries, one a second, how many were checked after the 20th. */
    private int checkedAfterTwenty(String user, boolean spread) {
        int before = accounts.checks();
        int early = 0;
        for (int i = 0; i < 1000; i++) {
            var from = spread ? "127.7." + (1 + i / 250) + "." + (1 + i % 250) : "127.8.0.1";
            var answer = plain(client(from, null), user, "guess" + i);
            assertTrue(answer instanceof Answer.Refused || answer instanceof Answer.Throttled);
            time.advance(Duration.ofSeconds(1));
            early = i == 19 ? accounts.checks() - before : early;
        }
        return accounts.checks() - before - early;
    }

    @Test
    @DisplayName("of 1,000 guesses at least 99 % after the 20th are put off, and he still gets in")
    void guessing() {
        var home = client("198.51.100.7", TLS);
        assertEquals("tim@example.test", account(plain(home, "tim@example.test", "secret")));
        for (var user : List.of("tim@example.test", "nobody@example.test")) {
            assertTrue(checkedAfterTwenty(user, false) <= 9, user);
        }
        for (var user : List.of("nobody2@example.test", "tim@example.test")) {
            assertTrue(checkedAfterTwenty(user, true) <= 9, user);
        }
        assertInstanceOf(
                Answer.Throttled.class,
                plain(client("198.51.100.8", TLS), "tim@example.test", "secret"));
        assertEquals("tim@example.test", account(plain(home, "tim@example.test", "secret")));
    }

    @Test
    @DisplayName("known and unknown users are put off after the same number of tries")
    void guessingIsAlike() {
        int known = 0;
        int unknown = 0;
        for (int i = 0; i < 40; i++) {
            var one = client("203.0.113." + i, TLS);
            var other = client("198.18.0." + i, TLS);
            known += plain(one, "ann@example.test", "x") instanceof Answer.Refused ? 1 : 0;
            unknown += plain(other, "bob@example.test", "x") instanceof Answer.Refused ? 1 : 0;
        }
        assertEquals(20, known);
        assertEquals(known, unknown);
    }

    @Test
    void guessesOfManyUsersFromOneNetworkArePutOff() {
        for (int i = 0; i < 1000; i++) {
            plain(client("203.0.113." + (i % 250), TLS), "u" + i + "@example.test", "x");
        }
        assertEquals(50, accounts.checks());
    }

    @Test
    void pausesEndAndDouble() {
        var far = client("203.0.113.9", TLS);
        for (int i = 0; i < 10; i++) {
            plain(far, "tim@example.test", "x");
        }
        assertEquals(Duration.ofSeconds(30), pause(far));
        time.advance(Duration.ofSeconds(30));
        assertEquals(new Answer.Refused(), plain(far, "tim@example.test", "x"));
        assertEquals(Duration.ofSeconds(60), pause(far));
        time.advance(Duration.ofSeconds(60));
        assertEquals("tim@example.test", account(plain(far, "tim@example.test", "secret")));
        assertEquals("tim@example.test", account(plain(far, "tim@example.test", "secret")));
        time.advance(Duration.ofDays(1));
        assertEquals(new Answer.Refused(), plain(far, "ann@example.test", "x"));
    }

    private Duration pause(Client client) {
        return assertInstanceOf(Answer.Throttled.class, plain(client, "tim@example.test", "x"))
                .retryAfter();
    }

    @Test
    void tablesAreBounded() {
        var few =
                new LoginSettings.Tries(
                        10,
                        50,
                        20,
                        Duration.ofHours(9),
                        Duration.ofHours(1),
                        Duration.ofHours(1),
                        50);
        logins.become(
                new LoginSettings(EnumSet.allOf(Mechanism.class), true, true, Duration.ZERO, few));
        for (int i = 0; i < 500; i++) {
            plain(client("10." + i % 200 + "." + i % 199 + ".1", TLS), "u" + i, "x");
        }
        assertEquals(150.0, counts().get("login_guard_entries"));
    }

    @Test
    void refusalIsHeldBack() throws InterruptedException {
        logins.become(
                new LoginSettings(
                        EnumSet.allOf(Mechanism.class),
                        true,
                        true,
                        Duration.ofSeconds(2),
                        QUICK.tries()));
        var answers = new ArrayBlockingQueue<Answer>(1);
        var trying = Thread.ofVirtual().start(() -> answers.add(plain(near(), "tim@x.test", "x")));
        while (trying.isAlive()) {
            assertTrue(answers.isEmpty() || time.ticks() > 1_001_999_999_999L, "came at once");
            time.advance(Duration.ofMillis(100));
        }
        trying.join();
        assertEquals(new Answer.Refused(), answers.take());
    }

    @Test
    void senderMatch() {
        accounts.with("sue@example.test", "pw", "info@example.test");
        var sue = accounts.find(MemoryAccounts.mailbox("sue@example.test")).orElseThrow();
        assertTrue(logins.mayUse(sue, MemoryAccounts.mailbox("Info@example.test")));
        assertTrue(logins.mayUse(sue, MemoryAccounts.mailbox("SUE@Example.Test")));
        assertFalse(logins.mayUse(sue, MemoryAccounts.mailbox("tim@example.test")));
        logins.become(
                new LoginSettings(
                        EnumSet.allOf(Mechanism.class), true, false, Duration.ZERO, QUICK.tries()));
        assertTrue(logins.mayUse(sue, MemoryAccounts.mailbox("tim@example.test")));
    }
}

package org.mailgauge.agent.alarm.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.agent.alarm.Events;
import org.mailgauge.agent.conf.Secret;
import org.mailgauge.agent.conf.SinkConfig;
import org.mailgauge.sim.Await;
import org.mailgauge.sim.SimEntropy;
import org.mailgauge.sim.SimTasks;
import org.mailgauge.sim.SimTime;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The webhook against a receiver in this process. */
class WebhookTest {
    private static final String KEY = "0123456789abcdef";

    private final SimTime time = new SimTime();
    private final List<Got> got = new CopyOnWriteArrayList<>();
    private final List<Integer> answers = new CopyOnWriteArrayList<>();

    @SuppressWarnings("NullAway.Init") // started before each test
    private HttpServer server;

    private record Got(String path, String type, String signature, String body) {}

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        got.add(
                new Got(
                        exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                        String.valueOf(headers.getFirst("Content-Type")),
                        String.valueOf(headers.getFirst(Signature.HEADER)),
                        body));
        int status = answers.isEmpty() ? 204 : answers.removeFirst();
        if (status == 302) {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private Webhook webhook(int port, Duration timeout) {
        var url = URI.create("http://127.0.0.1:" + port + "/in?token=t0ken");
        var config = new SinkConfig.Webhook(url, new Secret(KEY), timeout, Duration.ofHours(1), 10);
        return new Webhook(config, "mx.test", time);
    }

    private Webhook webhook() {
        return webhook(server.getAddress().getPort(), Duration.ofSeconds(10));
    }

    @Test
    void postsSignedJson() throws Exception {
        var webhook = webhook();
        assertInstanceOf(Way.Outcome.Sent.class, webhook.send(Events.event(31)));
        webhook.close();
        var one = got.getFirst();
        assertEquals("POST /in?token=t0ken", one.path());
        assertEquals("application/json", one.type());
        var tree = JsonMapper.shared().readTree(one.body());
        assertEquals(31, tree.path("sequence").asLong());
        assertEquals("raise", tree.path("event").asString());
        assertEquals("mx.test", tree.path("hostname").asString());
        assertEquals("major", tree.path("severity").asString());
        assertEquals(7, tree.path("alarm").path("id").asLong());
        assertEquals("example.org", tree.path("alarm").path("subject").asString());
        assertEquals(900, tree.path("alarm").path("raise_at").asLong());
        var sent = one.body().getBytes(StandardCharsets.UTF_8);
        assertEquals(Signature.of(KEY, SimTime.START.getEpochSecond(), sent), one.signature());
        assertEquals("webhook 127.0.0.1:" + server.getAddress().getPort(), webhook.name());
    }

    @Test
    void theEndOfAnAlarmIsTheOtherHalfOfThePair() throws Exception {
        try (var webhook = webhook()) {
            assertInstanceOf(Way.Outcome.Sent.class, webhook.send(Events.event(32)));
        }
        var tree = JsonMapper.shared().readTree(got.getFirst().body());
        assertEquals("clear", tree.path("event").asString());
        assertEquals("cleared", tree.path("severity").asString());
        assertEquals(7, tree.path("alarm").path("id").asLong());
    }

    /** The figure is that of: printf '1764400000.{"a":1}\n' | openssl dgst -sha256 -hmac KEY. */
    @Test
    void theSignatureIsThatOfOtherTools() {
        assertEquals(
                "t=1764400000,v1=67b79f9d64f82aa823b62675d595eef40a5529cc2c0d4d741f765c3d2d542596",
                Signature.of(KEY, 1764400000, "{\"a\":1}\n".getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({
        "200, Sent",
        "204, Sent",
        "302, Again",
        "400, Refused",
        "401, Again",
        "404, Again",
        "413, Refused",
        "422, Refused",
        "429, Again",
        "500, Again",
        "503, Again"
    })
    void statusesMean(int status, String outcome) throws Exception {
        answers.add(status);
        try (var webhook = webhook()) {
            var came = webhook.send(Events.event(1));
            assertEquals(outcome, came.getClass().getSimpleName());
        }
        assertEquals(1, got.size(), "no redirect is followed");
    }

    @Test
    void aReceiverThatDoesNotAnswerIsLeftInTime() throws Exception {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var webhook = webhook(silent.getLocalPort(), Duration.ofMillis(200))) {
            assertThrows(IOException.class, () -> webhook.send(Events.event(1)));
        }
    }

    @Test
    void aReceiverThatIsNotThereIsAnIoException() throws Exception {
        int port;
        try (var gone = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        try (var webhook = webhook(port, Duration.ofSeconds(10))) {
            assertThrows(IOException.class, () -> webhook.send(Events.event(1)));
        }
    }

    @Test
    void whatFailedIsSentAgainWithASignatureOfItsOwnTime() {
        answers.addAll(List.of(500, 503));
        var tasks = new SimTasks();
        var outbox =
                new Outbox(
                        webhook(),
                        new Outbox.Bounds(10, Duration.ofHours(1)),
                        time,
                        new SimEntropy(1));
        outbox.start(tasks);
        outbox.tell(Events.event(1));
        outbox.tell(Events.event(2));
        for (int failure = 1; failure <= 2; failure++) {
            Await.until("the pause", () -> time.timers() == 1);
            time.advanceToNext();
        }
        Await.until("both are sent", () -> outbox.counts().orElseThrow().sent() == 2);
        outbox.close();
        tasks.close();
        assertEquals(4, got.size());
        assertEquals(got.get(0).body(), got.get(2).body());
        assertTrue(!got.get(0).signature().equals(got.get(2).signature()), "of another time");
        assertTrue(got.get(3).body().contains("\"sequence\":2"), got.get(3).body());
    }
}

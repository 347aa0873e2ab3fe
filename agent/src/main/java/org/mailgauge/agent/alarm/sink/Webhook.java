package org.mailgauge.agent.alarm.sink;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.alarm.AlarmEvent;
import org.mailgauge.agent.alarm.AlarmJson;
import org.mailgauge.agent.conf.SinkConfig;
import org.mailgauge.port.Time;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/**
 * Posts events as JSON, signed. Follows no redirect and uses no proxy. Any 2xx is an
 * acknowledgement, when its header section is complete.
 */
final class Webhook implements Way {
    private final SinkConfig.Webhook config;
    private final String hostname;
    private final Time time;
    private @Nullable HttpClient client;

    /**
     * @param hostname the server's own name
     */
    Webhook(SinkConfig.Webhook config, String hostname, Time time) {
        this.config = config;
        this.hostname = hostname;
        this.time = time;
    }

    /** The path and query may hold a token, and are not shown. */
    @Override
    public String name() {
        return "webhook " + config.url().getAuthority();
    }

    @Override
    public Outcome send(AlarmEvent event) throws IOException, InterruptedException {
        var body = AlarmJson.event(event, hostname).getBytes(StandardCharsets.UTF_8);
        long seconds = time.wall().getEpochSecond();
        var request =
                HttpRequest.newBuilder(config.url())
                        .timeout(config.timeout())
                        .header("Content-Type", "application/json")
                        .header("User-Agent", "mailgauge")
                        .header(
                                Signature.HEADER,
                                Signature.of(config.secret().reveal(), seconds, body))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build();
        var response = client().send(request, BodyHandlers.ofInputStream());
        response.body().close();
        return outcome(response.statusCode());
    }

    /**
     * What a client error says of the event itself ends it; what an operator of the receiver can
     * mend (no access, no such path), and overload, does not.
     */
    static Outcome outcome(int status) {
        var said = "status " + status;
        return switch (status) {
            case 401, 403, 404, 405, 407, 408, 409, 410, 421, 423, 425, 429 ->
                    new Outcome.Again(said);
            default -> {
                if (status / 100 == 2) {
                    yield new Outcome.Sent();
                }
                yield status / 100 == 4 ? new Outcome.Refused(said) : new Outcome.Again(said);
            }
        };
    }

    /** Made when it is first needed: most servers never send. */
    private HttpClient client() {
        var made = client;
        if (made == null) {
            made =
                    HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .followRedirects(HttpClient.Redirect.NEVER)
                            .proxy(HttpClient.Builder.NO_PROXY)
                            .connectTimeout(config.timeout())
                            .build();
            client = made;
        }
        return made;
    }

    @Override
    public void close() {
        var made = client;
        client = null;
        if (made != null) {
            made.shutdownNow();
        }
    }
}

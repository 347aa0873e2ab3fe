package org.mailgauge.agent.cli;

import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.agent.conf.AgentConfig;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Asks the running server through its HTTP API. Uses the JDK's old client, as it starts several
 * times faster than the new one.
 */
final class ApiClient {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int READ_MILLIS = 30_000;
    private static final int CHANGE_MILLIS = 300_000;

    /** What was asked for was looked at and refused as a whole; the answer says why. */
    private static final int REFUSED = 422;

    private static final int MOST_OCTETS = 64 << 20;

    private final String base;
    private final String token;
    private final String nobody;

    private ApiClient(String base, String token, String nobody) {
        this.base = base;
        this.token = token;
        this.nobody = nobody;
    }

    /** An answer: what was sent, and the same as a tree. */
    record Answer(String text, JsonNode tree) {}

    /** The client for the server that runs with this configuration. */
    static ApiClient of(AgentConfig config, Path file) throws Failure {
        var listen = config.http().listen();
        if (listen == null) {
            throw new Failure(
                    Exit.UNAVAILABLE,
                    "listen.http is \"off\" in " + file + ", so a running server can't be asked");
        }
        var nobody =
                "no server runs with data-dir "
                        + config.dataDir()
                        + " (http "
                        + listen
                        + "); start it with: mailgauge serve --config "
                        + file;
        return new ApiClient(
                "http://" + reachable(listen) + "/api/v1/",
                token(config.dataDir().resolve("admin-token"), nobody),
                nobody);
    }

    private static Endpoint reachable(Endpoint listen) {
        var any = listen.address().toString();
        var loopback = any.equals("0.0.0.0") ? "127.0.0.1" : any.equals("::") ? "::1" : any;
        return new Endpoint(IpAddress.parse(loopback).orElse(listen.address()), listen.port());
    }

    private static String token(Path file, String nobody) throws Failure {
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException _) {
            throw new Failure(Exit.UNAVAILABLE, nobody);
        } catch (AccessDeniedException _) {
            throw new Failure(
                    Exit.NO_PERMISSION,
                    "cannot read " + file + ": run this as the account that runs the server");
        } catch (IOException e) {
            throw new Failure(Exit.IO, "cannot read " + file + ": " + e.getMessage());
        }
    }

    /**
     * Gets a resource.
     *
     * @param path below {@code /api/v1/}, with its query
     */
    Answer get(String path) throws Failure {
        return ask(() -> open(path, READ_MILLIS));
    }

    /**
     * Gets a page that is no JSON.
     *
     * @param path from the root, without the slash before it
     */
    String page(String path) throws Failure {
        try {
            var connection = open("../../" + path, READ_MILLIS);
            try (var body = connection.getInputStream()) {
                return new String(body.readNBytes(MOST_OCTETS), StandardCharsets.UTF_8);
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            throw new Failure(Exit.IO, "cannot ask " + base + ": " + e.getMessage());
        }
    }

    /**
     * Asks for a change.
     *
     * @param path below {@code /api/v1/}
     * @param form its parameters, encoded
     */
    Answer post(String path, String form) throws Failure {
        return ask(
                () -> {
                    var connection = open(path, CHANGE_MILLIS);
                    connection.setRequestMethod("POST");
                    connection.setRequestProperty(
                            "Content-Type", "application/x-www-form-urlencoded");
                    connection.setRequestProperty(
                            "Mailgauge-User",
                            System.getProperty("user.name", "").replaceAll("[^ -~]", "?"));
                    connection.setDoOutput(true);
                    try (var body = connection.getOutputStream()) {
                        body.write(form.getBytes(StandardCharsets.UTF_8));
                    }
                    return connection;
                });
    }

    /**
     * Sends what is no form.
     *
     * @param path below {@code /api/v1/}, with its query
     * @param body read to its end, and sent as it comes
     */
    Answer send(String path, String type, InputStream body) throws Failure {
        return ask(
                () -> {
                    var connection = open(path, CHANGE_MILLIS);
                    connection.setRequestMethod("POST");
                    connection.setRequestProperty("Content-Type", type);
                    connection.setDoOutput(true);
                    connection.setChunkedStreamingMode(0);
                    try (var out = connection.getOutputStream()) {
                        body.transferTo(out);
                    }
                    return connection;
                });
    }

    /** Gets a resource that is no JSON. */
    byte[] octets(String path) throws Failure {
        try {
            var connection = open(path, READ_MILLIS);
            try {
                if (connection.getResponseCode() != 200) {
                    answer(connection);
                }
                try (var body = connection.getInputStream()) {
                    return body.readNBytes(MOST_OCTETS);
                }
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            throw new Failure(Exit.IO, "cannot ask " + base + ": " + e.getMessage());
        }
    }

    private interface Opening {
        HttpURLConnection open() throws IOException;
    }

    private Answer ask(Opening opening) throws Failure {
        try {
            return answer(opening.open());
        } catch (ConnectException _) {
            throw new Failure(Exit.UNAVAILABLE, nobody);
        } catch (SocketTimeoutException _) {
            throw new Failure(
                    Exit.TEMPORARY, "the server at " + base + " does not answer; try again");
        } catch (IOException e) {
            throw new Failure(Exit.IO, "cannot ask " + base + ": " + e.getMessage());
        } catch (JacksonException _) {
            throw new Failure(
                    Exit.UNAVAILABLE,
                    "what listens at " + base + " does not answer as Mailgauge does; " + nobody);
        }
    }

    private HttpURLConnection open(String path, int readMillis) throws IOException {
        var connection =
                (HttpURLConnection)
                        URI.create(base + path).normalize().toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(readMillis);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("Authorization", "Bearer " + token);
        connection.setRequestProperty("Accept", "application/json");
        return connection;
    }

    private Answer answer(HttpURLConnection connection) throws IOException, Failure {
        int status = connection.getResponseCode();
        try (var body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            var octets = body == null ? new byte[0] : body.readNBytes(MOST_OCTETS);
            var text = new String(octets, StandardCharsets.UTF_8).strip();
            var tree = JsonMapper.shared().readTree(text);
            if (status == 200 || status == REFUSED) {
                return new Answer(text, tree);
            }
            throw new Failure(exit(status), tree.path("error").asString("status " + status));
        } finally {
            connection.disconnect();
        }
    }

    static Exit exit(int status) {
        return switch (status) {
            case 400, 413, 415 -> Exit.USAGE;
            case 401, 403 -> Exit.NO_PERMISSION;
            case 404, 409 -> Exit.DATA;
            case 503 -> Exit.TEMPORARY;
            default -> Exit.UNAVAILABLE;
        };
    }
}

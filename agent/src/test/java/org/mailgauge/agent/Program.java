package org.mailgauge.agent;

import org.mailgauge.agent.cli.Exit;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.conf.ConfigFile;
import org.mailgauge.agent.snmp.Reading;
import org.mailgauge.agent.snmp.SnmpClientCommand;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;

/** The whole program in this process, with its configuration in a file, and its faces. */
final class Program implements AutoCloseable {
    private final Path file;
    private final AgentConfig config;
    final Lifecycle life = new Lifecycle();
    private final FutureTask<Exit> end;
    private final String said;

    /** An answer over HTTP. */
    record Answer(int status, JsonNode tree) {}

    Program(Path file) throws Exception {
        this(file, false);
    }

    /** That with the traffic of a demonstration. */
    static Program demo(Path file) throws Exception {
        return new Program(file, true);
    }

    private Program(Path file, boolean demo) throws Exception {
        this.file = file;
        var loaded = ConfigFile.load(file);
        if (!(loaded instanceof ConfigFile.Loaded.Good(var good, _))) {
            throw new IllegalArgumentException(loaded.toString());
        }
        config = good;
        var announced = new CountDownLatch(1);
        var out =
                new StringWriter() {
                    @Override
                    public void flush() {
                        announced.countDown();
                    }
                };
        var announcement = new Announcement(config, new PrintWriter(out), false);
        var wiring = new Wiring(config, file, life, announcement);
        end =
                new FutureTask<>(
                        () -> {
                            try {
                                return wiring.serve(demo);
                            } finally {
                                announced.countDown();
                            }
                        });
        Thread.ofPlatform().daemon().start(end);
        announced.await();
        if (end.isDone()) {
            end.get();
        }
        said = out.toString();
    }

    /** Writes a configuration that only its owner may read. */
    static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    static int freeUdpPort() throws IOException {
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private int port(String service) {
        var matcher =
                Pattern.compile("(?m)^ +" + service + " .*127\\.0\\.0\\.1:(\\d+)").matcher(said);
        if (!matcher.find()) {
            throw new IllegalStateException(said);
        }
        return Integer.parseInt(matcher.group(1));
    }

    // --- HTTP

    Answer get(String path) throws IOException {
        return answer(open(path));
    }

    Answer post(String path) throws IOException {
        var connection = open(path);
        connection.setRequestMethod("POST");
        connection.setRequestProperty("Mailgauge-User", "tester");
        connection.setDoOutput(true);
        connection.getOutputStream().close();
        return answer(connection);
    }

    /** The same with a form; its values need no quoting. */
    Answer post(String path, String form) throws IOException {
        var connection = open(path);
        connection.setRequestMethod("POST");
        connection.setRequestProperty("Mailgauge-User", "tester");
        connection.setRequestProperty("Content-Type", "application/x-www-form-urlencoded");
        connection.setDoOutput(true);
        try (var body = connection.getOutputStream()) {
            body.write(form.getBytes(StandardCharsets.US_ASCII));
        }
        return answer(connection);
    }

    private HttpURLConnection open(String path) throws IOException {
        var token = Files.readString(config.dataDir().resolve("admin-token")).strip();
        var url = URI.create("http://127.0.0.1:" + port("http") + "/api/v1/" + path).toURL();
        var connection = (HttpURLConnection) url.openConnection();
        connection.setRequestProperty("Authorization", "Bearer " + token);
        return connection;
    }

    private static Answer answer(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        try (var body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            var text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(status, JsonMapper.shared().readTree(text));
        }
    }

    /** The status line of a request for the health page by a name. */
    String health(String name) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port("http"))) {
            var request =
                    "GET /healthz HTTP/1.1\r\nHost: " + name + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return Objects.requireNonNull(reader(socket).readLine());
        }
    }

    // --- SMTP

    /** The last lines of the replies to commands, over an association of their own. */
    List<String> smtp(String... commands) throws IOException {
        return dialogue("smtp", commands);
    }

    /** Likewise of a service that replies as SMTP does. */
    List<String> dialogue(String service, String... commands) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port(service))) {
            var in = reader(socket);
            var replies = new ArrayList<String>();
            reply(in);
            for (var command : commands) {
                socket.getOutputStream()
                        .write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
                replies.add(reply(in));
            }
            return replies;
        }
    }

    private static String reply(BufferedReader in) throws IOException {
        var all = new StringBuilder();
        var line = Objects.requireNonNull(in.readLine());
        while (line.charAt(3) == '-') {
            all.append(line).append('\n');
            line = Objects.requireNonNull(in.readLine());
        }
        return all + line;
    }

    /** Sends a message that has to be taken. */
    void send(String to) throws IOException {
        var replies =
                smtp(
                        "EHLO c.test",
                        "MAIL FROM:<a@c.test>",
                        "RCPT TO:<" + to + ">",
                        "DATA",
                        "Subject: x\r\n\r\nx\r\n.");
        if (!replies.getLast().startsWith("250")) {
            throw new IllegalStateException(replies.toString());
        }
    }

    // --- POP3

    /** What an account's messages are, in order; they stay. */
    List<String> pop3(String account, String password) throws IOException {
        return maildrop(account, password).stream()
                .map(message -> message.content().replace("\r\n", "\n"))
                .toList();
    }

    /** A message as POP3 gives it, its lines with CRLF. */
    record Message(String uidl, String content) {}

    /** An account's messages, in order; they stay. */
    List<Message> maildrop(String account, String password) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port("pop3"))) {
            var in = reader(socket);
            var all = new ArrayList<Message>();
            positive(in);
            positive(socket, in, "USER " + account);
            positive(socket, in, "PASS " + password);
            int count = Integer.parseInt(positive(socket, in, "STAT").split(" ", -1)[1]);
            for (int i = 1; i <= count; i++) {
                var uidl = positive(socket, in, "UIDL " + i).split(" ", -1)[2];
                positive(socket, in, "RETR " + i);
                all.add(new Message(uidl, content(in)));
            }
            positive(socket, in, "QUIT");
            return all;
        }
    }

    /** A content up to the line with a dot only (RFC 1939 section 3). */
    private static String content(BufferedReader in) throws IOException {
        var content = new StringBuilder();
        for (var line = in.readLine(); !".".equals(line); line = in.readLine()) {
            var text = Objects.requireNonNull(line);
            content.append(text.startsWith(".") ? text.substring(1) : text).append("\r\n");
        }
        return content.toString();
    }

    private static String positive(Socket socket, BufferedReader in, String command)
            throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        return positive(in);
    }

    private static String positive(BufferedReader in) throws IOException {
        var line = Objects.requireNonNull(in.readLine());
        if (!line.startsWith("+OK")) {
            throw new IllegalStateException(line);
        }
        return line;
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    // --- IMAP

    /** The first message of an account's INBOX; it stays. */
    String imap(String account, String password) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port("imap"))) {
            var in = reader(socket);
            var login = "a LOGIN " + account + " \"" + password + "\"\r\na EXAMINE INBOX\r\n";
            var fetch = login + "b FETCH 1 BODY[]\r\n";
            socket.getOutputStream().write(fetch.getBytes(StandardCharsets.US_ASCII));
            var line = Objects.requireNonNull(in.readLine());
            while (!line.startsWith("* 1 FETCH (BODY[] {")) {
                line = Objects.requireNonNull(in.readLine());
            }
            var octets = line.substring(line.indexOf('{') + 1, line.length() - 1);
            var content = new char[Integer.parseInt(octets)];
            for (int have = 0; have < content.length; ) {
                have += in.read(content, have, content.length - have);
            }
            return new String(content).replace("\r\n", "\n");
        }
    }

    // --- SNMP

    List<Reading> walk(String object) throws IOException {
        return new SnmpClientCommand(SnmpSettings.of(config).orElseThrow(), config.dataDir())
                .walk(List.of(object));
    }

    @Override
    public void close() throws IOException {
        life.stop(Exit.OK);
        try {
            if (end.get() != Exit.OK) {
                throw new IllegalStateException(file + " " + end.get());
            }
        } catch (InterruptedException | ExecutionException failed) {
            throw new IOException(failed);
        }
    }
}

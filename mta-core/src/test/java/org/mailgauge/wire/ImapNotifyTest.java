package org.mailgauge.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.testing.ImapScene;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** What a client is told while it says nothing, over a real socket: nothing is left out. */
class ImapNotifyTest {
    private static final int MESSAGES = 200;

    private HostServer server;
    private Client writer;
    private Client reader;

    @BeforeEach
    void connect() throws IOException {
        server = new HostServer(new ImapScene().build());
        writer = new Client();
        reader = new Client();
    }

    @AfterEach
    void close() throws IOException {
        writer.socket.close();
        reader.socket.close();
        server.close();
    }

    /** One who is logged in. */
    private final class Client {
        final Socket socket;
        private final BufferedReader in;

        Client() throws IOException {
            socket = server.connect();
            var from = new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII);
            in = new BufferedReader(from);
            line();
            say("a LOGIN anna \"secret word\"");
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }

        String line() throws IOException {
            return String.valueOf(in.readLine());
        }

        /** Says something, and reads to the answer. */
        String say(String command) throws IOException {
            send(command);
            var tag = command.substring(0, command.indexOf(' ') + 1);
            var line = line();
            while (!line.startsWith(tag)) {
                line = line();
            }
            assertTrue(line.startsWith(tag + "OK"), line);
            return line;
        }

        void await(String start) throws IOException {
            var line = line();
            while (!line.startsWith(start)) {
                assertTrue(line.startsWith("* ") || line.startsWith("+ "), line);
                line = line();
            }
        }
    }

    @Test
    @DisplayName("NOTIFY tells of every message, between commands and with them (RFC 5465)")
    void notifies() throws IOException {
        reader.say("b NOTIFY SET (PERSONAL (MessageNew MessageExpunge))");
        for (int i = 1; i <= MESSAGES; i++) {
            writer.say("c APPEND INBOX {4+}\r\na: b");
            if (i % 3 == 0) {
                reader.send("d NOOP");
            }
        }
        var last = "* STATUS \"INBOX\" (MESSAGES " + (3 + MESSAGES) + " ";
        int answers = 0;
        boolean told = false;
        while (!told || answers < MESSAGES / 3) {
            var line = reader.line();
            told |= line.startsWith(last);
            answers += line.equals("d OK Done") ? 1 : 0;
        }
    }

    @Test
    @DisplayName("IDLE tells of every message, also of one that came while it began")
    void idles() throws IOException {
        reader.say("b SELECT INBOX");
        for (int i = 1; i <= MESSAGES; i++) {
            reader.send("c IDLE");
            writer.say("d APPEND INBOX {4+}\r\na: b");
            reader.await("* " + (3 + i) + " EXISTS");
            reader.send("DONE");
            reader.await("c OK");
        }
    }
}

package org.mailgauge.truth;

import org.mailgauge.port.Net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A client that speaks SMTP line by line. Used by one thread. */
final class Client {
    private static final Duration PATIENCE = Duration.ofDays(300);

    private final Net.Connection connection;
    private final StringBuilder read = new StringBuilder();

    Client(Net.Connection connection) {
        this.connection = connection;
    }

    /** The next reply's last line. */
    String reply() {
        for (; ; ) {
            int lf = read.indexOf("\n");
            if (lf < 0) {
                more();
                continue;
            }
            var line = read.substring(0, lf).strip();
            read.delete(0, lf + 1);
            if (line.length() < 4 || line.charAt(3) != '-') {
                return line;
            }
        }
    }

    private void more() {
        var octets = new byte[2048];
        try {
            int count = connection.read(octets, 0, octets.length, PATIENCE);
            if (count < 0) {
                throw new IOException("closed after: " + read);
            }
            read.append(new String(octets, 0, count, StandardCharsets.ISO_8859_1));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Sends a line and expects a reply that begins so. */
    Client say(String line, String expected) {
        send(line + "\r\n");
        return expect(expected);
    }

    Client expect(String expected) {
        var reply = reply();
        if (!reply.startsWith(expected)) {
            throw new AssertionError("wanted " + expected + ", got " + reply);
        }
        return this;
    }

    void send(String text) {
        var octets = text.getBytes(StandardCharsets.ISO_8859_1);
        try {
            connection.write(octets, 0, octets.length, PATIENCE);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Greeting and EHLO. */
    Client greet() {
        return expect("220").say("EHLO client.test", "250");
    }

    /** Greeting and LHLO. */
    Client greetByLmtp() {
        return expect("220").say("LHLO client.test", "250");
    }

    /** A whole transaction up to the reply after the content. */
    Client message(String content, String expected, String... recipients) {
        say("MAIL FROM:<sender@client.test>", "250");
        for (var recipient : recipients) {
            say("RCPT TO:<" + recipient + ">", "250");
        }
        return say("DATA", "354").say(content + ".", expected);
    }

    /** Greeting of POP3, and a login. */
    Client login(String password, String expected) {
        return expect("+OK").say("USER anna", "+OK").say("PASS " + password, expected);
    }

    /** Takes a message up to its end. */
    Client retrieve(int number) {
        say("RETR " + number, "+OK");
        for (var line = reply(); !line.equals("."); line = reply()) {
            // It is not looked at.
        }
        return this;
    }

    /** QUIT of POP3. */
    void leave() {
        say("QUIT", "+OK");
        close();
    }

    /** LOGOUT of IMAP. */
    void logOut() {
        say("a LOGOUT", "* BYE").expect("a OK");
        close();
    }

    void quit() {
        say("QUIT", "221");
        close();
    }

    void close() {
        try {
            connection.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

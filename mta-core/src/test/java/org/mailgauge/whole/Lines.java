package org.mailgauge.whole;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Net;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Lines over a connection, as a peer of the world reads and writes them. */
final class Lines {
    private static final Duration LONG = Duration.ofHours(1);

    private final Net.Connection connection;
    private final byte[] buffer = new byte[4096];
    private final StringBuilder line = new StringBuilder();
    private int at;
    private int end;

    Lines(Net.Connection connection) {
        this.connection = connection;
    }

    /** The next line without CRLF. */
    String next() throws IOException {
        line.setLength(0);
        while (true) {
            if (at == end) {
                fill();
            }
            char c = (char) (buffer[at++] & 0xFF);
            if (c == '\n') {
                line.setLength(line.length() - 1);
                return line.toString();
            }
            line.append(c);
        }
    }

    private void fill() throws IOException {
        at = 0;
        end = Math.max(0, connection.read(buffer, 0, buffer.length, LONG));
        if (end == 0) {
            throw new EOFException("the peer has closed");
        }
    }

    /** The last line of a reply. */
    String reply() throws IOException {
        var text = next();
        while (text.length() > 3 && text.charAt(3) == '-') {
            text = next();
        }
        return text;
    }

    /** Reads content up to its end. @return the octets without the last dot */
    long content() throws IOException {
        long octets = 0;
        for (var text = next(); !text.equals("."); text = next()) {
            octets += text.length() + 2 - (text.startsWith(".") ? 1 : 0);
        }
        return octets;
    }

    /** Reads content up to its end. @return it, without the dots that are not part of it */
    byte[] text() throws IOException {
        var all = new StringBuilder();
        for (var text = next(); !text.equals("."); text = next()) {
            all.append(text, text.startsWith(".") ? 1 : 0, text.length()).append("\r\n");
        }
        return all.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Reads and forgets until the peer has gone, or a long time is over. */
    void stare() {
        try {
            while (true) {
                at = end;
                fill();
            }
        } catch (IOException _) {
            // What a peer that hangs sees in the end.
        }
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] octets) throws IOException {
        connection.write(octets, 0, octets.length, LONG);
    }

    /** Sends a line and gives the code of its reply. */
    int say(@Nullable String command) throws IOException {
        if (command != null) {
            send(command + "\r\n");
        }
        return Integer.parseInt(reply().substring(0, 3));
    }
}

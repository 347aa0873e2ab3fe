package org.mailgauge.deliver;

import org.mailgauge.port.Net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A peer's end of a connection, in lines. */
final class WireText {
    /** Longer than any wait of ours, so that it is never the peer who gives up. */
    private static final Duration LONG = Duration.ofHours(2);

    private final Net.Connection connection;
    private final byte[] one = new byte[1];

    WireText(Net.Connection connection) {
        this.connection = connection;
    }

    /** The next line without CRLF; "(end)" at the end of the stream. */
    String line() throws IOException {
        var text = new StringBuilder();
        while (connection.read(one, 0, 1, LONG) == 1) {
            text.append((char) (one[0] & 0xFF));
            if (text.length() >= 2 && text.substring(text.length() - 2).equals("\r\n")) {
                return text.substring(0, text.length() - 2);
            }
        }
        return text.isEmpty() ? "(end)" : text + "(end)";
    }

    /** All that follows DATA, up to and with the line that ends it. */
    String content() throws IOException {
        var text = new StringBuilder();
        while (true) {
            var line = line();
            text.append(line).append("\r\n");
            if (line.equals(".") || line.endsWith("(end)")) {
                return text.toString();
            }
        }
    }

    void send(String text) throws IOException {
        var octets = text.getBytes(StandardCharsets.ISO_8859_1);
        connection.write(octets, 0, octets.length, LONG);
    }
}

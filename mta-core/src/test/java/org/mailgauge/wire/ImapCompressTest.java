package org.mailgauge.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.testing.ImapScene;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** COMPRESS=DEFLATE (RFC 4978), over a real socket. */
class ImapCompressTest {
    private HostServer server;
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    @BeforeEach
    void connect() throws IOException {
        server = new HostServer(new ImapScene().build());
        socket = server.connect();
        in = socket.getInputStream();
        out = socket.getOutputStream();
        line();
        say("a LOGIN anna \"secret word\"");
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        server.close();
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
            line.append((char) octet);
        }
        return line.toString().stripTrailing();
    }

    private String say(String line) throws IOException {
        send(line);
        return line();
    }

    private void send(String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private void compress() throws IOException {
        var capabilities = say("b CAPABILITY");
        assertTrue(capabilities.contains(" COMPRESS=DEFLATE"), capabilities);
        line();
        assertEquals("b OK DEFLATE active", say("b COMPRESS DEFLATE"));
        in = new InflaterInputStream(socket.getInputStream(), new Inflater(true), 1);
        var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        out = new DeflaterOutputStream(socket.getOutputStream(), deflater, 512, true);
    }

    /** Reads on to the end of the flush: an empty block whose length ends in two octets of ones. */
    private void plain() throws IOException {
        in = socket.getInputStream();
        out = socket.getOutputStream();
        int before = 0;
        for (int octet = in.read(); before != 0xFF || octet != 0xFF; octet = in.read()) {
            before = octet;
        }
    }

    @Test
    @DisplayName("after COMPRESS both sides are, until UNAUTHENTICATE")
    void bothWays() throws IOException {
        compress();
        assertFalse(say("c CAPABILITY").contains("COMPRESS"));
        line();
        assertEquals("d BAD [COMPRESSIONACTIVE] It is active", say("d COMPRESS DEFLATE"));
        assertEquals("* 3 EXISTS", say("e SELECT INBOX"));
        for (var line = line(); !line.startsWith("e OK"); line = line()) {
            assertTrue(line.startsWith("* "), line);
        }
        for (int i = 0; i < 1000; i++) {
            send("f" + i + " FETCH 1:3 (UID RFC822.SIZE)");
        }
        for (int i = 0; i < 1000; i++) {
            assertEquals("* 1 FETCH (UID 1 RFC822.SIZE 23)", line());
            line();
            line();
            assertEquals("f" + i + " OK Fetched", line());
        }
        assertEquals("g OK Logged out", say("g UNAUTHENTICATE"));
        plain();
        var login = say("h LOGIN anna \"secret word\"");
        assertTrue(login.startsWith("h OK "), login);
        compress();
        assertEquals("i OK Done", say("i NOOP"));
    }

    @Test
    @DisplayName("what inflates to very much is read as any line that is too long")
    void bomb() throws IOException {
        compress();
        var piece = new byte[1 << 20];
        Arrays.fill(piece, (byte) 'x');
        try {
            for (int i = 0; i < 64; i++) {
                out.write(piece);
            }
            out.flush();
        } catch (SocketException closed) {
            // So soon.
        }
        assertEquals("* BYE [TOOBIG] Line too long", line());
    }

    @Test
    @DisplayName("what is no DEFLATE ends the session")
    void garbage() throws IOException {
        compress();
        socket.getOutputStream()
                .write("c NOOP\r\nd NOOP\r\ne NOOP\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThrows(EOFException.class, this::line);
    }
}

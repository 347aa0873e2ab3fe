package org.mailgauge.wire;

import org.mailgauge.address.Endpoint;
import org.mailgauge.port.Net;
import org.mailgauge.testing.Scene;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** A client that has sent everything already, of which each read gets one piece, and then ends. */
final class PiecesConnection implements Net.Connection {
    private static final Endpoint AT = new Endpoint(Scene.LOOPBACK, 143);

    private final Queue<byte[]> pieces = new ArrayDeque<>();
    private final StringBuilder written = new StringBuilder();
    private byte[] piece = new byte[0];
    private int taken;
    private int most;

    PiecesConnection(List<String> sent) {
        sent.forEach(text -> pieces.add(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** Octets that there was room for at the read which came first to a piece. */
    int most() {
        return most;
    }

    /** All that was written to the client. */
    String written() {
        return written.toString();
    }

    @Override
    public int read(byte[] into, int offset, int length, Duration timeout) {
        if (!readable()) {
            return -1;
        }
        most = taken == 0 ? length : most;
        int count = Math.min(length, piece.length - taken);
        System.arraycopy(piece, taken, into, offset, count);
        taken += count;
        return count;
    }

    @Override
    public boolean readable() {
        while (taken == piece.length && !pieces.isEmpty()) {
            piece = pieces.remove();
            taken = 0;
        }
        return taken < piece.length;
    }

    @Override
    public void write(byte[] from, int offset, int length, Duration timeout) {
        written.append(new String(from, offset, length, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void endOutput() {}

    @Override
    public Endpoint local() {
        return AT;
    }

    @Override
    public Endpoint remote() {
        return AT;
    }

    @Override
    public void close() {}
}

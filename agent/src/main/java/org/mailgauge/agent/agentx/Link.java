package org.mailgauge.agent.agentx;

import org.mailgauge.port.Net;
import org.mailgauge.port.NetTimeoutException;
import org.mailgauge.port.Tasks;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;

/** One connection to the master: a task reads packets from it, the loop writes. */
final class Link {
    /** Whether the master lives is found out by pings, so a read waits long. */
    private static final Duration READ = Duration.ofHours(1);

    private final Net.Connection connection;
    private final Duration timeout;
    private final Sink sink;

    /** Takes what comes; waits until there is room for it. */
    interface Sink {
        void put(Link from, Input input) throws InterruptedException;
    }

    private Link(Net.Connection connection, Duration timeout, Sink sink) {
        this.connection = connection;
        this.timeout = timeout;
        this.sink = sink;
    }

    static Link open(AgentxConfig config, Net net, Sink sink) throws IOException {
        var connection =
                switch (config.master()) {
                    case AgentxConfig.Master.Local(var path) ->
                            net.connectLocal(path, config.timeout());
                    case AgentxConfig.Master.Tcp(var endpoint) ->
                            net.connect(endpoint, config.timeout());
                };
        return new Link(connection, config.timeout(), sink);
    }

    /** Begins to read. */
    Tasks.Task read(Tasks tasks) {
        return tasks.start("agentx-reader", this::run);
    }

    private void run() {
        try {
            sink.put(this, readAll());
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads packets until there is nothing more to read; says why. */
    private Input readAll() throws InterruptedException {
        try {
            while (true) {
                switch (Decoder.frame(octets(Header.OCTETS))) {
                    case Decoder.Frame.Lost(var why) -> {
                        return new Input.Garbled(why);
                    }
                    case Decoder.Frame.Begins(var header, var payload) ->
                            sink.put(this, new Input.Came(Decoder.packet(header, octets(payload))));
                }
            }
        } catch (EOFException _) {
            return new Input.Lost("the connection ended");
        } catch (IOException failed) {
            return new Input.Lost(text(failed));
        }
    }

    private byte[] octets(int count) throws IOException {
        var octets = new byte[count];
        int had = 0;
        while (had < count) {
            had += some(octets, had);
        }
        return octets;
    }

    private int some(byte[] into, int from) throws IOException {
        while (true) {
            try {
                int more = connection.read(into, from, into.length - from, READ);
                if (more < 0) {
                    throw new EOFException();
                }
                return more;
            } catch (NetTimeoutException _) {
                // Nothing has come for long; the pings say whether that matters.
            }
        }
    }

    void write(Packet packet) throws IOException {
        var octets = Encoder.encode(packet);
        connection.write(octets, 0, octets.length, timeout);
    }

    void close() {
        try {
            connection.close();
        } catch (IOException _) {
            // It is of no more use, and there is nobody to tell.
        }
    }

    static String text(IOException failed) {
        var message = failed.getMessage();
        return message == null ? failed.getClass().getSimpleName() : message;
    }
}

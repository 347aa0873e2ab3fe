package org.mailgauge.agent.alarm.sink;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.alarm.AlarmEvent;
import org.mailgauge.agent.conf.SinkConfig;
import org.mailgauge.port.Net;

import java.io.Closeable;
import java.io.IOException;

/** Tells events to a syslog receiver. */
final class Syslog implements Way {
    private final SinkConfig.Target to;
    private final SyslogMessage.Sender sender;
    private final Net net;
    private @Nullable Wire wire;

    /** Takes one message at a time. */
    interface Wire extends Closeable {
        /** When this throws, the wire is to be closed. */
        void send(byte[] message) throws IOException;
    }

    Syslog(SinkConfig.Target to, SyslogMessage.Sender sender, Net net) {
        this.to = to;
        this.sender = sender;
        this.net = net;
    }

    @Override
    public String name() {
        return "syslog " + to.text();
    }

    @Override
    public Outcome send(AlarmEvent event) throws IOException {
        boolean sent = false;
        try {
            open().send(SyslogMessage.of(event, sender));
            sent = true;
            return new Outcome.Sent();
        } finally {
            if (!sent) {
                close();
            }
        }
    }

    private Wire open() throws IOException {
        var opened = wire;
        if (opened == null) {
            opened =
                    switch (to) {
                        case SinkConfig.Target.Udp(var at) -> DatagramWire.to(at);
                        case SinkConfig.Target.Tcp(var at) -> StreamWire.to(at, net);
                        case SinkConfig.Target.Local(var path) -> LocalWire.to(path);
                    };
            wire = opened;
        }
        return opened;
    }

    @Override
    public void close() {
        var opened = wire;
        wire = null;
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException _) {
                // It is not used again; nothing that was sent depends on it.
            }
        }
    }
}

package org.mailgauge.agent.alarm.sink;

import org.mailgauge.agent.alarm.AlarmSink;
import org.mailgauge.agent.conf.SinkConfig;
import org.mailgauge.port.Entropy;
import org.mailgauge.port.Net;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The ways out that are configured, each with a queue and a thread of its own. */
public final class Sinks implements AutoCloseable {
    private final List<Outbox> all;

    private Sinks(List<Outbox> all) {
        this.all = List.copyOf(all);
    }

    /** The seams that the ways need. */
    public record Parts(Time time, Tasks tasks, Net net, Entropy entropy) {}

    /**
     * Begins; nothing is connected before the first event.
     *
     * @param hostname the server's own name
     * @param process the server's process id
     */
    public static Sinks start(SinkConfig config, String hostname, long process, Parts parts) {
        var all = new ArrayList<Outbox>();
        for (var webhook : config.webhooks()) {
            var way = new Webhook(webhook, hostname, parts.time());
            all.add(outbox(way, webhook.events(), webhook.giveUp(), parts));
        }
        for (var syslog : config.syslogs()) {
            var sender = new SyslogMessage.Sender(syslog.facility().number(), hostname, process);
            var way = new Syslog(syslog.to(), sender, parts.net());
            all.add(outbox(way, syslog.events(), syslog.giveUp(), parts));
        }
        all.forEach(outbox -> outbox.start(parts.tasks()));
        return new Sinks(all);
    }

    private static Outbox outbox(Way way, int events, Duration giveUp, Parts parts) {
        var bounds = new Outbox.Bounds(events, giveUp);
        return new Outbox(way, bounds, parts.time(), parts.entropy());
    }

    /** For the alarms to tell. */
    public List<AlarmSink> all() {
        return List.copyOf(all);
    }

    /** To be called when no more alarms are told. */
    @Override
    public void close() {
        all.forEach(Outbox::close);
    }
}

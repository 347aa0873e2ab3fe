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
    /** One way, and what was configured of it. */
    private record One(Object config, Outbox outbox) {}

    private final String hostname;
    private final long process;
    private final Parts parts;
    private volatile List<One> all = List.of();

    private Sinks(String hostname, long process, Parts parts) {
        this.hostname = hostname;
        this.process = process;
        this.parts = parts;
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
        var sinks = new Sinks(hostname, process, parts);
        sinks.prepare(config).begin();
        return sinks;
    }

    /**
     * Makes the ways of another configuration, without beginning. Those that it has too stay as
     * they are, with what waits.
     */
    public Next prepare(SinkConfig config) {
        var left = new ArrayList<>(all);
        var wanted = new ArrayList<One>();
        var fresh = new ArrayList<Outbox>();
        for (var one : wanted(config)) {
            var known = left.stream().filter(each -> each.config().equals(one)).findFirst();
            known.ifPresent(left::remove);
            wanted.add(known.orElseGet(() -> made(one, fresh)));
        }
        return new Next(wanted, fresh, left.stream().map(One::outbox).toList());
    }

    private static List<Object> wanted(SinkConfig config) {
        var all = new ArrayList<Object>(config.webhooks());
        all.addAll(config.syslogs());
        return all;
    }

    private One made(Object config, List<Outbox> fresh) {
        var outbox =
                switch (config) {
                    case SinkConfig.Webhook webhook ->
                            outbox(
                                    new Webhook(webhook, hostname, parts.time()),
                                    webhook.events(),
                                    webhook.giveUp());
                    case SinkConfig.Syslog syslog ->
                            outbox(
                                    new Syslog(syslog.to(), sender(syslog), parts.net()),
                                    syslog.events(),
                                    syslog.giveUp());
                    default -> throw new IllegalArgumentException("no way: " + config);
                };
        fresh.add(outbox);
        return new One(config, outbox);
    }

    private SyslogMessage.Sender sender(SinkConfig.Syslog syslog) {
        return new SyslogMessage.Sender(syslog.facility().number(), hostname, process);
    }

    /** The ways of another configuration, made and not begun. */
    public final class Next {
        private final List<One> wanted;
        private final List<Outbox> fresh;
        private final List<Outbox> gone;

        private Next(List<One> wanted, List<Outbox> fresh, List<Outbox> gone) {
            this.wanted = List.copyOf(wanted);
            this.fresh = List.copyOf(fresh);
            this.gone = gone;
        }

        /** For the alarms to tell, once they have begun. */
        public List<AlarmSink> all() {
            return wanted.stream().<AlarmSink>map(One::outbox).toList();
        }

        /** Begins. */
        public void begin() {
            fresh.forEach(outbox -> outbox.start(parts.tasks()));
            all = wanted;
        }

        /** Ends those that are no longer wanted, when no more alarms are told on them. */
        public void end() {
            gone.forEach(Outbox::close);
        }
    }

    private Outbox outbox(Way way, int events, Duration giveUp) {
        var bounds = new Outbox.Bounds(events, giveUp);
        return new Outbox(way, bounds, parts.time(), parts.entropy());
    }

    /** For the alarms to tell. */
    public List<AlarmSink> all() {
        return all.stream().<AlarmSink>map(One::outbox).toList();
    }

    /** To be called when no more alarms are told. */
    @Override
    public void close() {
        all.forEach(one -> one.outbox().close());
    }
}

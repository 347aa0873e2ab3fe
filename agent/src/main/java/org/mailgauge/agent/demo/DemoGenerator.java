package org.mailgauge.agent.demo;

import org.mailgauge.address.Endpoint;
import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.deliver.Ourselves;
import org.mailgauge.deliver.SmtpDeliveryAgent;
import org.mailgauge.observe.AssociationIds;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.port.Resolver;
import org.mailgauge.queue.Slot;
import org.mailgauge.route.NextHop;
import org.mailgauge.smtp.MailProtocol;
import org.mailgauge.smtp.SmtpReply;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Hands made-up messages to a server at a steady rate, over one association of our own client,
 * until a number or a time is reached. {@link #run} is one thread's, the rest any thread's.
 */
final class DemoGenerator implements Runnable {
    private static final String HOSTNAME = "generator.demo.invalid";

    private final DemoWorld world;
    private final DemoPlan plan;
    private final NextHop.SmtpHost server;
    private final SmtpDeliveryAgent client;
    private final DemoMessages messages;
    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private volatile boolean stopped;
    private volatile boolean over;

    DemoGenerator(DemoWorld world, DemoPlan plan, Endpoint server) {
        this.world = world;
        this.plan = plan;
        this.server = new NextHop.SmtpHost(server.address().toString(), server.port());
        messages = new DemoMessages(world.entropy());
        client =
                new SmtpDeliveryAgent(
                        MailProtocol.SMTP,
                        world.net(),
                        host -> new Resolver.Answer.Missing(host),
                        world.time(),
                        event -> {},
                        new AssociationIds(),
                        DeliveryConfig.DEFAULT,
                        new Ourselves(HOSTNAME, world.net()));
    }

    @Override
    public void run() {
        try {
            var source = new Source();
            while (!source.done) {
                client.deliver(source);
            }
        } finally {
            over = true;
        }
    }

    void stop() {
        stopped = true;
    }

    /** Whether nothing is sent any more. */
    boolean isOver() {
        return over;
    }

    /** Messages that the server took for at least one recipient. */
    long accepted() {
        return accepted.sum();
    }

    /** Messages that it took for nobody. */
    long refused() {
        return refused.sum();
    }

    /** Gives one message each time the next is due. */
    private final class Source implements Slot {
        private final MtaGroup channel =
                new MtaGroup(2, MtaGroup.Kind.OUTBOUND, "demo", "", 25, world.time().ticks());
        private final long end = world.time().ticks() + plan.runFor().toNanos();
        private final long interval = Duration.ofSeconds(1).toNanos() / plan.perSecond();
        private long due = world.time().ticks();
        private long made;
        private boolean done;

        @Override
        public NextHop nextHop() {
            return server;
        }

        @Override
        public MtaGroup channel() {
            return channel;
        }

        @Override
        public Optional<Job> next() {
            done = done || made == plan.most() || due - end > 0 || !waitUntilDue();
            if (done) {
                return Optional.empty();
            }
            made++;
            due = Math.max(due, world.time().ticks()) + interval;
            return Optional.of(messages.next(world.time().wall()));
        }

        private boolean waitUntilDue() {
            try {
                long left = due - world.time().ticks();
                if (left > 0) {
                    world.time().sleep(Duration.ofNanos(left));
                }
                return !stopped;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public void relayed(Job job, Map<Integer, SmtpReply> replies) {
            throw new IllegalStateException("SMTP has one reply for all");
        }

        @Override
        public void settle(Job job, List<Outcome> outcomes) {
            boolean taken = outcomes.stream().anyMatch(o -> o instanceof Outcome.Relayed);
            (taken ? accepted : refused).increment();
        }

        @Override
        public void unreachable(SmtpReply why) {}

        @Override
        public void reached() {}
    }
}

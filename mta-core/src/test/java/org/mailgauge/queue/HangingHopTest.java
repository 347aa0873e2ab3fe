package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.IpAddress;
import org.mailgauge.address.ReversePath;
import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.config.MtaConfig.QueueConfig;
import org.mailgauge.deliver.Ourselves;
import org.mailgauge.deliver.SmtpDeliveryAgent;
import org.mailgauge.observe.AssociationIds;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.port.LocalAccess;
import org.mailgauge.port.Net;
import org.mailgauge.port.NetTimeoutException;
import org.mailgauge.route.NextHop;
import org.mailgauge.route.Router;
import org.mailgauge.sim.SimEntropy;
import org.mailgauge.sim.SimNet;
import org.mailgauge.sim.SimResolver;
import org.mailgauge.sim.SimRun;
import org.mailgauge.sim.SimTasks;
import org.mailgauge.sim.SimTime;
import org.mailgauge.smtp.MailProtocol;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a next hop that stops to answer costs a healthy one: whole sessions on virtual time. */
class HangingHopTest {
    private static final int MESSAGES = 200;
    private static final String HEALTHY = "192.0.2.1";
    private static final String HANGING = "192.0.2.2";

    /** Each transaction of the healthy one takes so long. */
    private static final Duration PACE = Duration.ofMillis(50);

    /** Where a session hangs. */
    enum Step {
        CONNECT,
        GREETING,
        EHLO,
        MAIL,
        RCPT,
        DATA,
        DOT,
        NEVER
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NEVER")
    void costsAHealthyNextHopAtMostATenth(Step step) throws IOException, InterruptedException {
        var alone = timeOfTheHealthy(Step.NEVER, 0);
        var beside = timeOfTheHealthy(step, MESSAGES);
        assertTrue(
                beside.toNanos() <= alone.toNanos() + alone.toNanos() / 10,
                () -> step + ": " + alone + " alone, " + beside + " beside it");
    }

    /** When all of the healthy one's messages were through. */
    private static Duration timeOfTheHealthy(Step step, int hanging)
            throws IOException, InterruptedException {
        try (var world = new World(step)) {
            for (int i = 0; i < Math.max(MESSAGES, hanging); i++) {
                if (i < hanging) {
                    world.send("hanging.test");
                }
                if (i < MESSAGES) {
                    world.send("healthy.test");
                }
            }
            var start = world.time.wall();
            world.runUntilRelayed(MESSAGES);
            return Duration.between(start, world.time.wall());
        }
    }

    private static final class World implements AutoCloseable {
        final SimTime time = new SimTime();
        private final SimNet net = new SimNet(time, 3);
        private final SimTasks tasks = new SimTasks();
        private final Books books = new Books();
        private final MailQueue queue;

        World(Step step) throws IOException {
            var config = DeliveryConfig.DEFAULT;
            listen(HEALTHY, Step.NEVER);
            if (step != Step.CONNECT) {
                listen(HANGING, step);
            }
            var agent =
                    new SmtpDeliveryAgent(
                            MailProtocol.SMTP,
                            step == Step.CONNECT ? new NobodyAnswers(net, time) : net,
                            new SimResolver(),
                            time,
                            books,
                            new AssociationIds(),
                            config,
                            new Ourselves("me.test", net));
            queue =
                    new MailQueue(
                            new MailQueue.Settings(
                                    QueueConfig.DEFAULT,
                                    new DeliveryConfig(
                                            20,
                                            24,
                                            5,
                                            Duration.ofSeconds(1),
                                            20,
                                            config.timeouts()),
                                    Rig.REPORTING),
                            new MailQueue.Ports(time, new SimEntropy(5), tasks, new FreeSpace()),
                            new Routes(),
                            new TestGroups(),
                            books,
                            hop ->
                                    hop instanceof NextHop.SmtpHost
                                            ? Optional.of(agent)
                                            : Optional.empty());
            queue.admit(new MemoryJournal(), 1);
            queue.open();
        }

        private void listen(String address, Step step) throws IOException {
            var listener = net.listen(endpoint(address), 1000);
            tasks.start(
                    "peer",
                    () -> {
                        while (!Thread.currentThread().isInterrupted()) {
                            try {
                                var connection = listener.accept();
                                tasks.start("session", new Session(connection, time, step));
                            } catch (IOException _) {
                                return;
                            }
                        }
                    });
        }

        void send(String domain) throws IOException {
            try (var draft = queue.draft()) {
                draft.write("Subject: t\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII), 0, 17);
                draft.commit(
                        new Envelope(
                                new ReversePath.Null(),
                                List.of(new ForwardPath(Rig.mailbox("a@" + domain))),
                                Instant.EPOCH,
                                "smtp-in",
                                "test",
                                false,
                                null));
            }
        }

        void runUntilRelayed(int messages) {
            SimRun.until(
                    () -> books.settled(MtaEvent.Outcome.RELAYED) >= messages, tasks, time, net);
            assertEquals(List.of(), tasks.failures());
        }

        @Override
        public void close() {
            try {
                queue.quiesce(Duration.ZERO);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            tasks.close();
        }
    }

    private static Endpoint endpoint(String address) {
        return new Endpoint(IpAddress.parse(address).orElseThrow(), 25);
    }

    private static final class Routes implements Router {
        @Override
        public Decision route(String domain) {
            var host = domain.equals("healthy.test") ? HEALTHY : HANGING;
            return new Decision("smtp-out", new NextHop.SmtpHost(host, 25));
        }

        @Override
        public boolean isLocal(String domain) {
            return false;
        }
    }

    /** Connecting to the hanging host is neither refused nor answered. */
    private record NobodyAnswers(SimNet net, SimTime time) implements Net {
        @Override
        public Listener listen(Endpoint local, int backlog) throws IOException {
            return net.listen(local, backlog);
        }

        @Override
        public boolean isOwn(IpAddress address) {
            return net.isOwn(address);
        }

        @Override
        public Listener listenLocal(String path, LocalAccess access, int backlog)
                throws IOException {
            return net.listenLocal(path, access, backlog);
        }

        @Override
        public Connection connectLocal(String path, Duration timeout) throws IOException {
            return net.connectLocal(path, timeout);
        }

        @Override
        public Connection connect(Endpoint remote, Duration timeout) throws IOException {
            if (remote.equals(endpoint(HANGING))) {
                pause(time, timeout);
                throw new NetTimeoutException("connect");
            }
            return net.connect(remote, timeout);
        }
    }

    private static void pause(SimTime time, Duration length) throws IOException {
        try {
            time.sleep(length);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped", interrupted);
        }
    }

    /** A server's session that takes everything, or hangs at one step. */
    private record Session(Net.Connection connection, SimTime time, Step step) implements Runnable {
        @Override
        public void run() {
            try (connection) {
                say(Step.GREETING, "220 peer.test");
                for (var line = line(); !line.isEmpty(); line = line()) {
                    answer(line);
                }
            } catch (IOException _) {
                // The client has gone, or the test ends.
            }
        }

        private void answer(String line) throws IOException {
            switch (line.split("[ :]", -1)[0]) {
                case "EHLO" -> say(Step.EHLO, "250 peer.test");
                case "MAIL" -> say(Step.MAIL, "250 ok");
                case "RCPT" -> say(Step.RCPT, "250 ok");
                case "DATA" -> content();
                case "QUIT" -> {
                    say(Step.NEVER, "221 bye");
                    throw new IOException("over");
                }
                default -> say(Step.NEVER, "250 ok");
            }
        }

        private void content() throws IOException {
            say(Step.DATA, "354 go");
            while (!line().equals(".")) {
                // Content.
            }
            pause(time, PACE);
            say(Step.DOT, "250 queued");
        }

        private void say(Step at, String reply) throws IOException {
            if (at == step && at != Step.NEVER) {
                pause(time, Duration.ofDays(1));
            }
            var octets = (reply + "\r\n").getBytes(StandardCharsets.US_ASCII);
            connection.write(octets, 0, octets.length, Duration.ofMinutes(1));
        }

        /** The next line without CRLF; empty at the end of an empty line as at the end of all. */
        private String line() throws IOException {
            var line = new StringBuilder();
            var octet = new byte[1];
            while (connection.read(octet, 0, 1, Duration.ofDays(2)) > 0) {
                if (octet[0] == '\n') {
                    return line.isEmpty() ? " " : line.toString();
                }
                if (octet[0] != '\r') {
                    line.append((char) octet[0]);
                }
            }
            return "";
        }
    }
}

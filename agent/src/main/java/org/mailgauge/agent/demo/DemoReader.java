package org.mailgauge.agent.demo;

import org.mailgauge.address.Endpoint;
import org.mailgauge.port.Net;
import org.mailgauge.port.NetTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Reads the sample users' mail as their programs would, a session after the other: by IMAP they
 * look, wait for more, and tidy up; by POP3 they fetch all and leave nothing. {@link #run} is one
 * thread's, the rest any thread's.
 */
public final class DemoReader implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(DemoReader.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration IDLE = Duration.ofSeconds(2);
    private static final int LONGEST_LINE = 1 << 16;

    /** Messages that a user keeps. */
    private static final int KEPT = 20;

    private final DemoWorld world;
    private final List<Service> services;
    private final List<User> users;
    private final LongAdder sessions = new LongAdder();
    private volatile boolean stopped;

    /** Where mail can be read, in the clear. */
    public record Service(Protocol protocol, Endpoint at) {}

    /** How. */
    public enum Protocol {
        POP3,
        IMAP
    }

    /** Who reads. */
    public record User(String address, String password) {
        /** Never shows the password. */
        @Override
        public String toString() {
            return address;
        }
    }

    /**
     * @param services at least one
     * @param users at least one
     */
    public DemoReader(DemoWorld world, List<Service> services, List<User> users) {
        this.world = world;
        this.services = List.copyOf(services);
        this.users = List.copyOf(users);
    }

    @Override
    public void run() {
        try {
            for (int turn = 0; !stopped; turn++) {
                var service = services.get(turn % services.size());
                var user = users.get(turn / services.size() % users.size());
                try (var connection = world.net().connect(service.at(), TIMEOUT)) {
                    switch (service.protocol()) {
                        case POP3 -> new Pop3(connection).read(user);
                        case IMAP -> new Imap(connection).read(user);
                    }
                    sessions.increment();
                } catch (IOException failed) {
                    LOG.debug("demo: {} of {} ends: {}", service, user, failed.toString());
                }
                world.time().sleep(PAUSE);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void stop() {
        stopped = true;
    }

    /** Sessions that went as they should. */
    long sessions() {
        return sessions.sum();
    }

    /** Lines to a server and from it. */
    private static class Lines {
        private final Net.Connection connection;
        private final byte[] buffer = new byte[8192];
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private int at;
        private int end;

        Lines(Net.Connection connection) {
            this.connection = connection;
        }

        void say(String text) throws IOException {
            var octets = (text + "\r\n").getBytes(StandardCharsets.US_ASCII);
            connection.write(octets, 0, octets.length, TIMEOUT);
        }

        String hear(Duration atMost) throws IOException {
            while (true) {
                while (at < end) {
                    byte octet = buffer[at++];
                    if (octet == '\n') {
                        var text = line.toString(StandardCharsets.ISO_8859_1);
                        line.reset();
                        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
                    }
                    line.write(octet);
                }
                if (line.size() > LONGEST_LINE) {
                    throw new IOException("a line without end");
                }
                at = 0;
                end = 0;
                int count = connection.read(buffer, 0, buffer.length, atMost);
                if (count < 0) {
                    throw new IOException("the server has closed the connection");
                }
                end = count;
            }
        }
    }

    /** A session of POP3 (RFC 1939). */
    private static final class Pop3 extends Lines {
        Pop3(Net.Connection connection) {
            super(connection);
        }

        void read(User user) throws IOException {
            hear(TIMEOUT);
            ask("USER " + user.address());
            ask("PASS " + user.password());
            int count = Integer.parseInt(ask("STAT").split(" ", 3)[1]);
            ask("UIDL");
            skip();
            for (int i = 1; i <= count; i++) {
                ask("RETR " + i);
                skip();
                ask("DELE " + i);
            }
            ask("QUIT");
        }

        private String ask(String command) throws IOException {
            say(command);
            var reply = hear(TIMEOUT);
            if (!reply.startsWith("+OK")) {
                throw new IOException(reply);
            }
            return reply;
        }

        private void skip() throws IOException {
            while (!hear(TIMEOUT).equals(".")) {
                // until the end
            }
        }
    }

    /** A session of IMAP (RFC 9051). */
    private static final class Imap extends Lines {
        private int serial;
        private int exists;

        Imap(Net.Connection connection) {
            super(connection);
        }

        void read(User user) throws IOException {
            hear(TIMEOUT);
            ask("LOGIN " + user.address() + " " + user.password());
            ask("LIST \"\" \"*\"");
            ask("SELECT INBOX");
            if (exists > 0) {
                ask("FETCH 1:* (UID FLAGS RFC822.SIZE)");
                int first = Math.max(1, exists - KEPT + 1);
                ask("FETCH " + first + ":* (ENVELOPE BODY.PEEK[HEADER.FIELDS (SUBJECT)])");
                ask("UID SEARCH UNSEEN");
                ask("FETCH " + exists + " BODY[]");
            }
            if (exists > KEPT) {
                ask("STORE 1:" + (exists - KEPT) + " +FLAGS.SILENT (\\Deleted)");
                ask("EXPUNGE");
            }
            idle();
            ask("LOGOUT");
        }

        private void ask(String command) throws IOException {
            var tag = "d" + ++serial;
            say(tag + " " + command);
            await(tag);
        }

        private void await(String tag) throws IOException {
            for (var line = hear(TIMEOUT); ; line = hear(TIMEOUT)) {
                if (line.startsWith(tag + " ")) {
                    if (!line.startsWith(tag + " OK")) {
                        throw new IOException(line);
                    }
                    return;
                }
                var words = line.split(" ", 4);
                if (words.length == 3 && words[0].equals("*") && words[2].equals("EXISTS")) {
                    exists = Integer.parseInt(words[1]);
                }
            }
        }

        /** Waits for news until none come for a moment. */
        private void idle() throws IOException {
            var tag = "d" + ++serial;
            say(tag + " IDLE");
            while (!hear(TIMEOUT).startsWith("+")) {
                // what else is told before
            }
            try {
                hear(IDLE);
            } catch (NetTimeoutException quiet) {
                LOG.trace("demo: {}", quiet.toString());
            }
            say("DONE");
            await(tag);
        }
    }
}

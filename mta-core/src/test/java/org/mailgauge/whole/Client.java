package org.mailgauge.whole;

import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.sim.SimNet;

import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;

/** Sends one message as an SMTP client does, or breaks off on the way, and tells the oracle. */
final class Client implements Runnable {
    private static final IpAddress FROM = IpAddress.parse("127.0.0.1").orElseThrow();

    private final SimNet net;
    private final Endpoint to;
    private final Oracle oracle;
    private final Oracle.Message message;
    private final int octets;
    private final int gives;

    /** A client that goes away at some line once in {@code 1/rudeness} messages. */
    Client(
            SimNet net,
            Endpoint to,
            Oracle oracle,
            Oracle.Message message,
            SplittableRandom random,
            int rudeness) {
        this.net = net;
        this.to = to;
        this.oracle = oracle;
        this.message = message;
        octets = random.nextInt(8) == 0 ? 2000 + random.nextInt(9000) : 50 + random.nextInt(1000);
        gives = random.nextInt(rudeness) == 0 ? random.nextInt(6) : Integer.MAX_VALUE;
    }

    @Override
    public void run() {
        try (var connection = net.connectFrom(FROM, to, Duration.ofMinutes(1))) {
            send(new Lines(connection));
        } catch (IOException _) {
            // Its fate says how far it came.
        }
        oracle.trace(() -> "message " + message.number + " " + message.fate);
    }

    private void send(Lines lines) throws IOException {
        if (lines.say(null) != 220 || lines.say("EHLO client.test") != 250) {
            return;
        }
        boolean well = lines.say("MAIL FROM:<" + message.sender + ">") == 250;
        boolean all = well && gives > 1;
        for (var recipient : message.recipients) {
            all = all && lines.say("RCPT TO:<" + recipient.path + ">") == 250;
        }
        if (!all || gives <= 2 || lines.say("DATA") != 354) {
            message.fate = Oracle.Fate.REFUSED;
            return;
        }
        lines.send(
                "Subject: "
                        + message.number
                        + "\r\nMessage-ID: "
                        + message.messageId()
                        + "\r\n\r\n");
        lines.send("x".repeat(octets) + "\r\n");
        if (gives <= 3) {
            return;
        }
        message.fate = Oracle.Fate.UNKNOWN;
        message.taken = oracle.ticks();
        message.life = oracle.life;
        lines.send(".\r\n");
        if (gives <= 4) {
            return;
        }
        boolean taken = lines.say(null) == 250;
        message.taken = oracle.ticks();
        // When the journal breaks, what it refuses may be on disk all the same.
        var refused = oracle.diskFailed ? Oracle.Fate.UNKNOWN : Oracle.Fate.REFUSED;
        message.fate = taken ? Oracle.Fate.ACKNOWLEDGED : refused;
        lines.say("QUIT");
    }
}

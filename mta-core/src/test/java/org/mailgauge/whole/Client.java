package org.mailgauge.whole;

import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.sim.SimNet;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Sends one message as a client of SMTP or LMTP does, or breaks off on the way, and tells the
 * oracle.
 */
final class Client implements Runnable {
    private static final IpAddress FROM = IpAddress.parse("127.0.0.1").orElseThrow();

    private final SimNet net;
    private final Endpoint to;
    private final Oracle oracle;
    private final Oracle.Message message;
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
        message.octets =
                random.nextInt(8) == 0 ? 2000 + random.nextInt(9000) : 50 + random.nextInt(1000);
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
        var hello = (message.byLmtp ? "LHLO" : "EHLO") + " client.test";
        if (lines.say(null) != 220 || lines.say(hello) != 250) {
            return;
        }
        boolean well = lines.say("MAIL FROM:<" + message.sender + ">") == 250 && gives > 1;
        var accepted = well ? accepted(lines) : List.<Oracle.Recipient>of();
        if (accepted.isEmpty() || gives <= 2 || lines.say("DATA") != 354) {
            message.fate = Oracle.Fate.REFUSED;
            return;
        }
        lines.send(message.header() + "\r\n");
        lines.send("x".repeat(message.octets) + "\r\n");
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
        if (message.byLmtp) {
            answers(lines, accepted);
        } else {
            message.fate = fate(lines.say(null) == 250);
            message.taken = oracle.ticks();
        }
        lines.say("QUIT");
    }

    /** Names the recipients. @return those that were accepted */
    private List<Oracle.Recipient> accepted(Lines lines) throws IOException {
        var accepted = new ArrayList<Oracle.Recipient>();
        for (var recipient : message.recipients) {
            if (lines.say("RCPT TO:<" + recipient.path + ">") == 250) {
                accepted.add(recipient);
            } else {
                recipient.own = Oracle.Fate.REFUSED;
            }
        }
        return accepted;
    }

    /** Takes the answer for each recipient; those whose answer does not come are in doubt. */
    private void answers(Lines lines, List<Oracle.Recipient> accepted) throws IOException {
        accepted.forEach(one -> one.own = Oracle.Fate.UNKNOWN);
        for (var recipient : accepted) {
            boolean taken = lines.say(null) == 250;
            message.taken = oracle.ticks();
            recipient.own = taken || !recipient.isLocal() ? fate(taken) : Oracle.Fate.REFUSED;
            if (taken) {
                message.fate = Oracle.Fate.ACKNOWLEDGED;
            }
        }
        if (accepted.stream().allMatch(one -> one.own == Oracle.Fate.REFUSED)) {
            message.fate = Oracle.Fate.REFUSED;
        }
    }

    private Oracle.Fate fate(boolean taken) {
        // When the journal breaks, what it refuses may be on disk all the same.
        var refused = oracle.diskFailed ? Oracle.Fate.UNKNOWN : Oracle.Fate.REFUSED;
        return taken ? Oracle.Fate.ACKNOWLEDGED : refused;
    }
}

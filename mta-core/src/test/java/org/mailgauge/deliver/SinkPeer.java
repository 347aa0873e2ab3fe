package org.mailgauge.deliver;

import org.mailgauge.port.Net;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A next hop that takes everything, or stops to answer (or to read) at one step. */
final class SinkPeer implements Runnable {

    /** The steps of a session at which it can stall. */
    enum Step {
        GREETING,
        EHLO,
        MAIL,
        RCPT,
        DATA,
        /** It says 354 and reads no content. */
        CONTENT,
        DOT,
        RSET,
        QUIT,
        /** It stalls in the middle of a reply. */
        HALF_REPLY,
        NEVER
    }

    private final Net.Listener listener;
    private final Step stall;
    private final boolean pipelining;

    /** Contents whose end has come, as they were on the wire. */
    final List<String> contents = new CopyOnWriteArrayList<>();

    /** Contents for which a 250 was sent. */
    final List<String> accepted = new CopyOnWriteArrayList<>();

    SinkPeer(Net.Listener listener, Step stall, boolean pipelining) {
        this.listener = listener;
        this.stall = stall;
        this.pipelining = pipelining;
    }

    @Override
    public void run() {
        while (true) {
            try (var connection = listener.accept()) {
                serve(new WireText(connection));
            } catch (IOException _) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
            }
        }
    }

    private void serve(WireText wire) throws IOException {
        answer(wire, Step.GREETING, "220 sink.test ESMTP");
        while (true) {
            var line = wire.line();
            switch (line.split("[ (]", -1)[0]) {
                case "EHLO" ->
                        answer(
                                wire,
                                Step.EHLO,
                                pipelining
                                        ? "250-sink.test\r\n250-PIPELINING\r\n250 SIZE 1000000000"
                                        : "250 sink.test");
                case "MAIL" -> answer(wire, Step.MAIL, "250 2.1.0 ok");
                case "RCPT" -> answer(wire, Step.RCPT, "250 2.1.5 ok");
                case "RSET" -> answer(wire, Step.RSET, "250 2.0.0 ok");
                case "DATA" -> data(wire);
                case "QUIT" -> {
                    answer(wire, Step.QUIT, "221 2.0.0 bye");
                    return;
                }
                default -> {
                    return; // the end, or half a line
                }
            }
        }
    }

    private void data(WireText wire) throws IOException {
        answer(wire, Step.DATA, "354 go");
        if (stall == Step.CONTENT) {
            stayAwayFrom();
        }
        var content = wire.content();
        if (!content.endsWith("\r\n.\r\n") && !content.equals(".\r\n")) {
            throw new IOException("content broke off");
        }
        contents.add(content);
        if (stall == Step.HALF_REPLY) {
            wire.send("250 2.0.0 alm");
            stayAwayFrom();
        }
        answer(wire, Step.DOT, "250 2.0.0 queued");
        accepted.add(content);
    }

    private void answer(WireText wire, Step step, String reply) throws IOException {
        if (step == stall) {
            stayAwayFrom();
        }
        wire.send(reply + "\r\n");
    }

    /** Neither reads nor writes, but keeps the connection. */
    private static void stayAwayFrom() throws IOException {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped", interrupted);
        }
    }
}

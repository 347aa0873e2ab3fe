package org.mailgauge.deliver;

import org.mailgauge.port.Net;
import org.mailgauge.smtp.ClientChat;
import org.mailgauge.smtp.SmtpTransaction;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Plays the peer's part of a dialogue. */
final class ChatPeer implements Runnable {
    private final ClientChat chat;
    private final Net.Listener listener;
    private final ArrayDeque<SmtpTransaction> messages;
    final List<String> mismatches = new CopyOnWriteArrayList<>();

    ChatPeer(ClientChat chat, Net.Listener listener, List<SmtpTransaction> messages) {
        this.chat = chat;
        this.listener = listener;
        this.messages = new ArrayDeque<>(messages);
    }

    @Override
    public void run() {
        try (listener) {
            var lines = new ArrayDeque<>(chat.lines());
            while (!lines.isEmpty()) {
                try (var connection = listener.accept()) {
                    play(new WireText(connection), lines);
                }
            }
        } catch (IOException failed) {
            mismatches.add("the peer's connection failed: " + failed);
        }
    }

    /** Up to the end of an association. */
    private void play(WireText wire, ArrayDeque<ClientChat.Line> lines) throws IOException {
        while (!lines.isEmpty()) {
            var line = lines.removeFirst();
            switch (line.kind()) {
                case 'S' -> wire.send(line.text() + "\r\n");
                case 'C' -> fromClient(wire, line.text());
                case 'R' -> resulted(line.text());
                case 'X' -> {
                    if (line.text().equals("closed")) {
                        skipToNext(lines);
                        return;
                    }
                }
                case 'A' -> {
                    return;
                }
                default -> {} // what our side does
            }
        }
        compare("(end)", wire.line());
    }

    private void skipToNext(ArrayDeque<ClientChat.Line> lines) {
        while (!lines.isEmpty() && lines.removeFirst().kind() != 'A') {
            // results that our side sees
        }
    }

    private void resulted(String text) {
        if (text.startsWith("refused 55") && text.contains(" is larger than ")) {
            messages.removeFirst();
        }
    }

    private void fromClient(WireText wire, String text) throws IOException {
        if (!text.equals("(content)")) {
            compare(text, wire.line());
            if (text.equals(".")) {
                messages.removeFirst();
            }
            return;
        }
        var content = FakeSlot.content(messages.removeFirst().sizeOctets());
        compare(FakeSlot.onTheWire(content), wire.content());
    }

    private void compare(String wanted, String got) {
        if (!wanted.equals(got)) {
            mismatches.add("wanted " + wanted + ", got " + got);
        }
    }
}

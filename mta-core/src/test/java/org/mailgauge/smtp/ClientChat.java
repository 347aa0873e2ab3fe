package org.mailgauge.smtp;

import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.Mailbox;
import org.mailgauge.address.ReversePath;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A dialogue of our client, from a file: {@code C:} what we must send, {@code S:} what the peer
 * sends, {@code X:} what it does instead (timeout, closed), {@code J:} a message to hand over,
 * {@code R:} its results, {@code K:} the place of one recipient whose result is known before,
 * {@code E:} an error reply and whom it concerns, {@code O:} a refusal of our own, {@code V:} to
 * how many octets the content is converted, or that it is not, {@code A:} the message is begun
 * again, {@code U:} why the association is of no use, {@code I:} by what the peer is known to be
 * this server. A file whose name begins with {@code lmtp-} is LMTP.
 */
public record ClientChat(String name, List<Line> lines) {
    /** What a {@code V:} line says of a conversion that fails. */
    public static final String UNCONVERTIBLE = "unconvertible";

    private static final String FOLDER = "/smtp-client/";

    public record Line(char kind, String text) {
        @Override
        public String toString() {
            return kind + ": " + text;
        }
    }

    /** All dialogues, by name. */
    public static Stream<ClientChat> all() {
        try (var files = Files.list(folder())) {
            var chats =
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".chat"))
                            .sorted()
                            .map(ClientChat::read)
                            .toList();
            if (chats.isEmpty()) {
                throw new IllegalStateException("no dialogues");
            }
            return chats.stream();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Path folder() {
        var any = Objects.requireNonNull(ClientChat.class.getResource(FOLDER + "reuse.chat"));
        return Objects.requireNonNull(Path.of(any.getPath()).getParent());
    }

    /** One dialogue, by the name of its file. */
    public static ClientChat read(String file) {
        try (InputStream in = ClientChat.class.getResourceAsStream(FOLDER + file)) {
            var text =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            var lines = new ArrayList<Line>();
            text.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> lines.add(new Line(line.charAt(0), line.substring(3))));
            return new ClientChat(file.replace(".chat", ""), lines);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public MailProtocol protocol() {
        return name.startsWith("lmtp-") ? MailProtocol.LMTP : MailProtocol.SMTP;
    }

    /** The texts of all lines of a kind, in their order. */
    public List<String> texts(char kind) {
        return lines.stream().filter(line -> line.kind() == kind).map(Line::text).toList();
    }

    /** A message of a {@code J:} line: {@code <from> -> <to> ... size=n [8bit]}. */
    public static SmtpTransaction transaction(String text) {
        var from = path(text.substring(0, text.indexOf(" ->")));
        var to = new ArrayList<ForwardPath>();
        long size = 0;
        boolean eightBit = false;
        for (var word : text.substring(text.indexOf("-> ") + 3).split(" ", -1)) {
            if (word.startsWith("<")) {
                to.add(new ForwardPath(mailbox(path(word))));
            } else if (word.startsWith("size=")) {
                size = Long.parseLong(word.substring(5));
            } else {
                eightBit |= word.equals("8bit");
            }
        }
        var reverse =
                from.isEmpty() ? new ReversePath.Null() : new ReversePath.Sender(mailbox(from));
        return new SmtpTransaction(reverse, to, size, eightBit);
    }

    private static String path(String bracketed) {
        return bracketed.substring(1, bracketed.length() - 1);
    }

    private static Mailbox mailbox(String address) {
        int at = address.lastIndexOf('@');
        return new Mailbox(address.substring(0, at), address.substring(at + 1));
    }

    /** Results as a {@code R:} line shows them. */
    public static String shown(List<RecipientResult> results, boolean uncertain) {
        var words = new ArrayList<String>();
        for (var result : results) {
            words.add(shown(result));
        }
        return String.join(" | ", words) + (uncertain ? " | uncertain" : "");
    }

    /** One result in those words. */
    static String shown(RecipientResult result) {
        return switch (result) {
            case RecipientResult.Accepted(var reply) -> "accepted " + reply;
            case RecipientResult.TryLater(var reply) -> "later " + reply;
            case RecipientResult.Unfit(var reply) -> "refused " + reply;
            case RecipientResult.Refused(var reply) -> "refused " + reply;
        };
    }

    @Override
    public String toString() {
        return name;
    }
}

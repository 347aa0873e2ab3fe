package org.mailgauge.agent;

import org.mailgauge.sim.Await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Starts the whole program on what a power cut left behind, lets its queue drain, and tells what is
 * in the mailboxes, for the campaign that makes such disks.
 *
 * <p>Arguments: the password of all accounts, then accounts. Reads configuration files from
 * standard input, one a line, and answers each with {@code message ACCOUNT UIDL ID SHA-256} for all
 * that is there, from the content's {@code X-Campaign-Id} field on, {@code told ...} when it cannot
 * be started or its queue does not drain, and {@code end}.
 */
final class MailProbe {
    private static final String FIELD = "x-campaign-id:";

    private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    private final String password;
    private final List<String> accounts;

    private MailProbe(String password, List<String> accounts) {
        this.password = password;
        this.accounts = accounts;
    }

    public static void main(String[] args) throws IOException {
        var all = List.of(args);
        new MailProbe(all.getFirst(), all.subList(1, all.size())).answer();
    }

    private void answer() throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var file = in.readLine(); file != null; file = in.readLine()) {
            look(Path.of(file));
            out.println("end");
            out.flush();
        }
    }

    private void look(Path file) {
        try (var program = new Program(file)) {
            Await.until("the queue is empty", () -> isDrained(program));
            for (var account : accounts) {
                for (var message : program.maildrop(account, password)) {
                    tell(account, message);
                }
            }
        } catch (Exception | AssertionError failed) {
            out.println("told " + failed.toString().replaceAll("\\s+", " "));
        }
    }

    private static boolean isDrained(Program program) {
        try {
            return program.get("queue/summary").tree().path("destinations").isEmpty();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void tell(String account, Program.Message message) {
        var text = message.content();
        int at = text.toLowerCase(Locale.ROOT).indexOf(FIELD);
        var from = at < 0 ? text : text.substring(at);
        var line = from.lines().findFirst().orElse("");
        var id = at < 0 ? "?" : line.substring(FIELD.length()).strip();
        out.println("message " + account + " " + message.uidl() + " " + id + " " + digest(from));
    }

    private static String digest(String text) {
        try {
            var sum = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sum.digest(text.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(Objects.toString(impossible), impossible);
        }
    }
}

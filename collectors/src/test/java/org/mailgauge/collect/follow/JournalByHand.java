package org.mailgauge.collect.follow;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.follow.JournalFollower.Selection;
import org.mailgauge.collect.host.RealPrograms;
import org.mailgauge.sim.Await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Follows real journal files with the real journalctl; run by a campaign. Arguments: an empty
 * folder, and the path of systemd-journal-remote, which writes the files.
 */
final class JournalByHand {
    private static final String MACHINE = "0123456789abcdef0123456789abcdef";
    private static final String[] BOOTS = {
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
    };

    private final Path folder;
    private final String remote;
    private final HandTime time = new HandTime();
    private final Told told = new Told();
    private final List<String> expected = new ArrayList<>();
    private JournalFollower follower;
    private int serial;
    private boolean failed;

    private JournalByHand(Path folder, String remote) {
        this.folder = folder;
        this.remote = remote;
        follower = follower(null);
    }

    public static void main(String[] args) throws Exception {
        var run = new JournalByHand(Path.of(args[0]), args[1]);
        try {
            run.all();
        } finally {
            run.follower.close();
        }
        System.exit(run.failed ? 1 : 0);
    }

    private void all() throws Exception {
        write(0, 50);
        check("follows from the first entry, octets that are no text included");
        write(1, 50);
        check("sees what is logged meanwhile, after a boot too");
        expected.add("!suppressed 1234 of postfix@-.service");
        remote(entry(1, "systemd-journald", "Suppressed 1234 messages from postfix@-.service", ""));
        check("tells of lines that the journal dropped");
        restart(
                () -> {
                    write(1, 10);
                    Files.move(journal(), folder.resolve("system@1.journal"));
                    write(1, 10);
                });
        check("goes on after its cursor, in files that were rotated away");
        restart(() -> {});
        check("tells nothing twice");
        restart(
                () -> {
                    Files.delete(journal());
                    Files.delete(folder.resolve("system@1.journal"));
                    expected.add("!VACUUMED");
                    write(1, 5);
                });
        check("tells that its cursor is gone, and all that is left");
    }

    private interface Meanwhile {
        void happens() throws IOException, InterruptedException;
    }

    private void restart(Meanwhile meanwhile) throws IOException, InterruptedException {
        var mark = follower.mark();
        follower.close();
        meanwhile.happens();
        follower = follower(mark);
    }

    private JournalFollower follower(Mark.@Nullable Journal mark) {
        var unit = Selection.unit("postfix@-.service", MACHINE);
        var selection =
                new Selection("journalctl", folder.toString(), unit.anyOf(), unit.identifiers());
        var begin = LogSource.Begin.AT_THE_BEGINNING;
        return new JournalFollower(new RealPrograms(), time, selection, begin, mark);
    }

    private void check(String what) {
        Await.within(
                Duration.ofSeconds(expected.isEmpty() ? 2 : 10),
                () -> {
                    poll();
                    return !expected.isEmpty() && told.all.size() >= expected.size();
                });
        boolean well = told.all.equals(expected);
        failed |= !well;
        System.out.println((well ? "ok   journald: " : "FAIL journald: ") + what);
        if (!well) {
            System.out.println("expected " + expected + "\nfound " + told.all);
            System.out.println(follower.health());
        }
        told.all.clear();
        expected.clear();
    }

    private void poll() {
        time.pass(Duration.ofMillis(10));
        try {
            follower.poll(1 << 20, told);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path journal() {
        return folder.resolve("system.journal");
    }

    private void write(int boot, int entries) throws IOException, InterruptedException {
        var all = new ByteArrayOutputStream();
        for (int i = 0; i < entries; i++) {
            var message = serial + (serial % 7 == 0 ? " caf\u00e9\n\u0001" : " sent");
            all.write(entry(boot, "postfix/smtp", message, "_SYSTEMD_UNIT=postfix@-.service\n"));
            all.write(entry(boot, "sshd", "Accepted", "_SYSTEMD_UNIT=ssh.service\n"));
            expected.add(message);
        }
        remote(all.toByteArray());
    }

    private byte[] entry(int boot, String identifier, String message, String more) {
        var all = new ByteArrayOutputStream();
        var fields =
                "__REALTIME_TIMESTAMP="
                        + (1_796_000_000_000_000L + serial)
                        + "\n__MONOTONIC_TIMESTAMP="
                        + serial
                        + "\n_BOOT_ID="
                        + BOOTS[boot]
                        + "\n_MACHINE_ID="
                        + MACHINE
                        + "\nSYSLOG_IDENTIFIER="
                        + identifier
                        + "\n_HOSTNAME=mx1\n_PID=7\n"
                        + more
                        + (identifier.equals("systemd-journald")
                                ? "MESSAGE_ID=a596d6fe7bfa4994828e72309e95d61e\n"
                                : "")
                        + "MESSAGE\n";
        serial++;
        var text = message.getBytes(StandardCharsets.UTF_8);
        all.writeBytes(fields.getBytes(StandardCharsets.UTF_8));
        all.writeBytes(
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).array());
        all.writeBytes(text);
        all.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
        return all.toByteArray();
    }

    private void remote(byte[] entries) throws IOException, InterruptedException {
        var writer =
                new ProcessBuilder(remote, "-o", journal().toString(), "-")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (var input = writer.getOutputStream()) {
            input.write(entries);
        }
        if (writer.waitFor() != 0) {
            throw new IOException(remote + " ended with " + writer.exitValue());
        }
    }
}

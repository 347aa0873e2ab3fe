package org.mailgauge.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.sim.Await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The whole program as a mail server: accounts, mail that comes, mail that is fetched. */
class LocalMailTest {
    private static final String ANNE = "anne@a.test";
    private static final String BERT = "bert@a.test";
    private static final String PASSWORD = "correct-horse-battery";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private Path write(String more) throws IOException {
        var file = folder.resolve("m.yaml");
        Program.write(
                file,
                """
                hostname: mx.a.test
                data-dir: data
                local-domains: [a.test]
                listen: {smtp: "127.0.0.1:0", submission: "off", submissions: "off", lmtp: "127.0.0.1:0",
                  pop3: "127.0.0.1:0", pop3s: "off", imap: "127.0.0.1:0", imaps: "off",
                  snmp: "127.0.0.1:%d", http: "127.0.0.1:0"}
                queue: {segment-size: 1MiB, spare-segments: 0}
                accounts: {hash-memory: 64KiB, hash-iterations: 1, scram-iterations: 4096}
                """
                                .formatted(Program.freeUdpPort())
                        + more);
        return file;
    }

    private static void add(Program program, String account) throws IOException {
        var answer = program.post("users/add", "address=" + account + "&password=" + PASSWORD);
        assertEquals(200, answer.status(), answer.toString());
    }

    private static String[] message(String hello, String to, String subject) {
        return new String[] {
            hello + " c.test",
            "MAIL FROM:<x@c.test>",
            "RCPT TO:<" + to + ">",
            "DATA",
            "Subject: " + subject + "\r\n\r\nHello\r\n.",
            "QUIT"
        };
    }

    private static int messages(Program program, String account, String mailbox) {
        try {
            var answer = program.get("mailboxes?account=" + account);
            for (var each : answer.tree().path("mailboxes")) {
                if (each.path("name").asString("").equals(mailbox)) {
                    return each.path("messages").asInt(-1);
                }
            }
            return -1;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Map<String, String> column(Program program, String object) throws IOException {
        var all = new HashMap<String, String>();
        program.walk(object).forEach(cell -> all.put(cell.index(), cell.value()));
        return all;
    }

    private static void awaitCell(Program program, String object, String index, String value) {
        Await.until(
                object + "." + index + " is " + value,
                () -> {
                    try {
                        return value.equals(column(program, object).get(index));
                    } catch (IOException failed) {
                        throw new UncheckedIOException(failed);
                    }
                });
    }

    /** The index of the row that has a value in a column. */
    private static String index(Map<String, String> column, String value) {
        return column.entrySet().stream()
                .filter(cell -> cell.getValue().equals(value))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new AssertionError(value + " is not in " + column));
    }

    @Test
    void mailComesBySmtpAndLmtpAndIsFetchedByPop3AndImapAndCounted() throws Exception {
        var file = write("");
        try (var program = new Program(file)) {
            assertTrue(program.smtp(message("EHLO", ANNE, "early")).get(2).startsWith("550"));
            add(program, ANNE);
            add(program, BERT);
            assertTrue(program.smtp(message("EHLO", ANNE, "one")).get(4).startsWith("250"));
            var two = program.dialogue("lmtp", message("LHLO", "bert+x@a.test", "two"));
            assertTrue(two.get(4).startsWith("250"), two.toString());
            assertEquals(1, messages(program, BERT, "INBOX"), "LMTP answers when it is there");
            Await.until("anne has mail", () -> messages(program, ANNE, "INBOX") == 1);

            assertOne(program, ANNE, "one");
            assertOne(program, BERT, "two");

            var groups = column(program, "mtaGroupName");
            var local = index(groups, "local");
            var pop3 = index(column(program, "applName"), "pop3");
            var imap = index(column(program, "applName"), "imap");
            // A mailbox has its mail a moment before the queue has settled it, and views follow.
            awaitCell(program, "mtaGroupTransmittedMessages", local, "2");
            awaitCell(program, "applAccumulatedInboundAssociations", pop3, "2");
            awaitCell(program, "applAccumulatedInboundAssociations", imap, "2");
            var received = column(program, "mtaReceivedMessages");
            assertEquals(1, received.size(), received.toString());
            assertTrue(received.containsValue("2"), received.toString());
            assertTrue(column(program, "mtaTransmittedMessages").containsValue("2"));
            assertTrue(column(program, "mtaStoredMessages").containsValue("0"));
        }
        try (var again = new Program(file)) {
            assertOne(again, ANNE, "one");
            assertEquals(1, messages(again, BERT, "INBOX"));
        }
    }

    private static void assertOne(Program program, String account, String subject)
            throws IOException {
        var mail = program.pop3(account, PASSWORD);
        assertEquals(1, mail.size());
        assertTrue(mail.getFirst().contains("\nSubject: " + subject + "\n\nHello\n"));
        assertTrue(mail.getFirst().startsWith("Return-Path: <x@c.test>\n"));
        assertEquals(mail.getFirst(), program.imap(account, PASSWORD));
    }

    @Test
    void theKeysOfMailboxesAreInForceAndChangeWithAReload() throws Exception {
        var file = write("mailboxes: {quota: 64KiB, over-quota: refuse, separator: \"--\"}\n");
        try (var program = new Program(file)) {
            add(program, ANNE);
            assertTrue(rcpt(program, "anne--x@a.test").startsWith("250"));
            assertTrue(rcpt(program, "anne+x@a.test").startsWith("550"));
            assertTrue(rcpt(program, "postmaster@a.test").startsWith("550"));
            var large = message("LHLO", ANNE, "x".repeat(70).concat("\r\n ").repeat(1000) + "x");
            assertTrue(program.dialogue("lmtp", large).get(4).startsWith("552"));
            write("mailboxes: {quota: 64KiB, postmaster: anne@a.test}\n");
            assertEquals(200, program.post("reload").status());
            assertTrue(rcpt(program, "anne--x@a.test").startsWith("550"));
            assertTrue(rcpt(program, "anne+x@a.test").startsWith("250"));
            assertTrue(rcpt(program, "postmaster@a.test").startsWith("250"));
            assertTrue(program.dialogue("lmtp", large).get(4).startsWith("452"));
            assertEquals(0, messages(program, ANNE, "INBOX"));
        }
    }

    private static String rcpt(Program program, String to) throws IOException {
        return program.smtp("EHLO c.test", "MAIL FROM:<x@c.test>", "RCPT TO:<" + to + ">").get(2);
    }
}

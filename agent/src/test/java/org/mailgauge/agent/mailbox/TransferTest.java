package org.mailgauge.agent.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.sim.SimTime;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.Flags;
import org.mailgauge.store.Keyword;
import org.mailgauge.store.MailStore;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MemoryData;
import org.mailgauge.store.MemoryMailStore;
import org.mailgauge.store.Quota;
import org.mailgauge.store.StoreLimits;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Mail goes out to files and comes back the same. */
class TransferTest {
    private static final AccountName ANNE = new AccountName("anne@example.org");
    private static final AccountName BEN = new AccountName("ben@example.org");
    private static final Instant DATE = Instant.parse("2026-02-03T04:05:06Z");

    @TempDir Path folder;

    private final MailStore store =
            new MemoryMailStore(new MemoryData(), new SimTime(), StoreLimits.DEFAULT);
    private final MailAccess mail = new StoreMail(store);

    @BeforeEach
    void makeAccounts() throws IOException {
        assertTrue(store.create(ANNE).done().isPresent());
        assertTrue(store.create(BEN).done().isPresent());
    }

    private static MailboxName name(String text) {
        return MailboxName.of(text).orElseThrow();
    }

    private static Flags flags(Set<SystemFlag> system, String... keywords) {
        var flags = Flags.of(system, Set.of());
        for (var keyword : keywords) {
            flags = flags.with(new Flags(0, Set.of(new Keyword(keyword))));
        }
        return flags;
    }

    private void put(String mailbox, Flags flags, Instant date, String content) throws IOException {
        mail.make(ANNE, name(mailbox));
        var octets = content.getBytes(StandardCharsets.ISO_8859_1);
        mail.append(ANNE, name(mailbox), flags, date, new ByteArrayInputStream(octets));
    }

    /** All mail of an account, as text. */
    private List<String> all(AccountName account) throws IOException {
        var all = new ArrayList<String>();
        for (var box : mail.folders(account)) {
            all.add(box.name().text());
            mail.read(
                    account,
                    box.name(),
                    (item, content) ->
                            all.add(
                                    item.flags()
                                            + " | "
                                            + item.internalDate()
                                            + " | "
                                            + new String(
                                                    content.readAllBytes(),
                                                    StandardCharsets.ISO_8859_1)));
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void wholeAccountGoesRound(Format format) throws IOException {
        var all = Set.of(SystemFlag.values());
        put("INBOX", flags(all, "$Forwarded", "later", "$Junk"), DATE, "A: b\r\n\r\nbody\r\n");
        put("INBOX", flags(Set.of()), DATE.plusSeconds(86_400), "Status: RO\r\n\r\nFrom here\r\n");
        put("INBOX", flags(Set.of(SystemFlag.SEEN), "later"), DATE, ">From A: b\r\n\r\n>>From\r\n");
        put("INBOX", flags(Set.of()), Instant.parse("1999-12-31T23:59:59Z"), "");
        put("Arch\u00EFv/2026", flags(Set.of()), DATE, "A: b\r\n\r\n\r\n\r\nFrom x\r\n\r\n\r\n");
        put("a.b", flags(Set.of(SystemFlag.FLAGGED)), DATE, "A: \u00FF\0\r\n\r\n>\r\n");
        var to = folder.resolve("out");
        var written = new Exporter(mail, format).export(ANNE, null, to);
        assertEquals(4, written.mailboxes());
        assertEquals(6, written.messages());
        assertEquals(0, written.lostKeywords());
        var taken = new Importer(mail, format).take(BEN, null, to);
        assertEquals(new Importer.Taken(4, 6, List.of()), taken);
        assertEquals(all(ANNE), all(BEN));
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void randomMailGoesRound(Format format) throws IOException {
        var random = new Random(31);
        var pieces =
                List.of(
                        "From ",
                        ">",
                        "\r\n",
                        "\r\n\r\n",
                        "A: b\r\n",
                        "x",
                        "Status: O\r\n",
                        "X-Status: D\r\n",
                        " ",
                        "From me\r\n",
                        ">From you\r\n",
                        "X-Keywords: k\r\n");
        for (int i = 0; i < 300; i++) {
            var content = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                content.append(pieces.get(random.nextInt(pieces.size())));
            }
            boolean whole = content.isEmpty() || content.toString().endsWith("\r\n");
            put("INBOX", flags(Set.of()), DATE.plusSeconds(i), content + (whole ? "" : "\r\n"));
        }
        var to = folder.resolve("out");
        new Exporter(mail, format).export(ANNE, MailboxName.INBOX, to);
        new Importer(mail, format).take(BEN, MailboxName.INBOX, to);
        var before = all(ANNE);
        var after = all(BEN);
        for (int i = 0; i < before.size(); i++) {
            assertEquals(before.get(i), after.get(i));
        }
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void nothingIsOverwritten(Format format) throws IOException {
        put("INBOX", flags(Set.of()), DATE, "new\r\n");
        var to = Files.writeString(folder.resolve("out"), "old");
        var exporter = new Exporter(mail, format);
        assertThrows(
                FileAlreadyExistsException.class,
                () -> exporter.export(ANNE, MailboxName.INBOX, to));
        assertThrows(FileAlreadyExistsException.class, () -> exporter.export(ANNE, null, to));
        assertEquals("old", Files.readString(to));
    }

    @Test
    void keywordsWithoutALetterAreCounted() throws IOException {
        var words = new String[30];
        for (int i = 0; i < words.length; i++) {
            words[i] = "k" + i;
        }
        put("INBOX", flags(Set.of(), words), DATE, "1\r\n");
        var written =
                new Exporter(mail, Format.MAILDIR)
                        .export(ANNE, MailboxName.INBOX, folder.resolve("out"));
        assertEquals(4, written.lostKeywords());
    }

    @Test
    void readsAMaildirOfOthers() throws IOException {
        for (var part : List.of("cur", "new", "tmp", ".Sent/cur", ".bad&/cur")) {
            Files.createDirectories(folder.resolve(part));
        }
        message("cur/1700000000.M1P2.host,S=5,W=6:2,RS", "A: b\n\none\n");
        message("new/1700000001.M1P2.host", "no line end");
        message("tmp/1700000002.M1P2.host", "half");
        message(".Sent/cur/1700000003.M1P2.host:2,", "A: b\r\n\r\nsent\r\n");
        Files.createSymbolicLink(
                folder.resolve("cur/link:2,"), folder.resolve("tmp/1700000002.M1P2.host"));
        var taken = new Importer(mail, Format.MAILDIR).take(BEN, null, folder);
        assertEquals(new Importer.Taken(2, 3, List.of(".bad&")), taken);
        assertEquals(
                List.of(
                        "INBOX",
                        "\\Seen \\Answered | " + DATE + " | A: b\r\n\r\none\r\n",
                        " | " + DATE + " | no line end\r\n",
                        "Sent",
                        " | " + DATE + " | A: b\r\n\r\nsent\r\n"),
                all(BEN));
    }

    private void message(String file, String content) throws IOException {
        var path = Files.writeString(folder.resolve(file), content);
        Files.setLastModifiedTime(path, FileTime.from(DATE));
    }

    @Test
    void readsAnMboxOfOthers() throws IOException {
        message(
                "old.mbox",
                """
                From anne@example.org Tue Feb  3 04:05:06 2026
                Subject: one
                Status: RO
                X-Status: AF
                X-Keywords: later $Junk

                body
                From the middle
                >From quoted

                From ben Someday
                Subject: two

                last
                """);
        new Importer(mail, Format.MBOX).take(BEN, name("Old"), folder.resolve("old.mbox"));
        assertEquals(
                List.of(
                        "INBOX",
                        "Old",
                        "\\Seen \\Answered \\Flagged $Junk later | "
                                + DATE
                                + " | Subject: one\r\n\r\nbody\r\nFrom the middle\r\nFrom quoted\r\n",
                        " | " + DATE + " | Subject: two\r\n\r\nlast\r\n"),
                all(BEN));
    }

    @Test
    void whatIsNoMboxIsRefused() throws IOException {
        message("no.mbox", "Subject: none\n\nbody\n");
        var importer = new Importer(mail, Format.MBOX);
        assertThrows(
                IOException.class,
                () -> importer.take(BEN, name("Old"), folder.resolve("no.mbox")));
    }

    @Test
    void longLinesStayWhole() throws IOException {
        var line = "x".repeat(200_000);
        put("INBOX", flags(Set.of()), DATE, "A: b\r\n\r\n" + line + "\r\nFrom " + line + "\r\n");
        var to = folder.resolve("out");
        new Exporter(mail, Format.MBOX).export(ANNE, MailboxName.INBOX, to);
        new Importer(mail, Format.MBOX).take(BEN, MailboxName.INBOX, to);
        assertEquals(all(ANNE), all(BEN));
    }

    @Test
    void refusalsAreOneLineForTheOperator() throws IOException {
        var none = new AccountName("none@example.org");
        var refused = assertThrows(RefusedException.class, () -> mail.folders(none));
        assertEquals("there is no account none@example.org", refused.getMessage());
        assertTrue(store.account(BEN).orElseThrow().limit(new Quota(0, 0)).done().isPresent());
        put("INBOX", flags(Set.of()), DATE, "1\r\n");
        var to = folder.resolve("out");
        new Exporter(mail, Format.EML).export(ANNE, MailboxName.INBOX, to);
        var importer = new Importer(mail, Format.EML);
        var full = assertThrows(RefusedException.class, () -> importer.take(BEN, null, folder));
        var line = String.valueOf(full.getMessage());
        assertTrue(line.contains("quota") && !line.contains("\n"), line);
    }

    @Test
    void undeletes() throws IOException {
        put("INBOX", flags(Set.of(SystemFlag.SEEN)), DATE, "1\r\n");
        var inbox = store.account(ANNE).orElseThrow().mailbox(MailboxName.INBOX).orElseThrow();
        assertTrue(inbox.remove(org.mailgauge.mailbox.UidSet.ALL).done().isPresent());
        var lost = mail.lost(ANNE, Instant.EPOCH, 10);
        assertEquals(1, lost.size());
        assertEquals(MailboxName.INBOX, lost.getFirst().mailbox());
        mail.make(ANNE, name("Back"));
        assertEquals(1, mail.undelete(ANNE, List.of(lost.getFirst().key()), name("Back")));
        assertEquals(List.of("Back", "\\Seen | " + DATE + " | 1\r\n", "INBOX"), all(ANNE));
    }
}

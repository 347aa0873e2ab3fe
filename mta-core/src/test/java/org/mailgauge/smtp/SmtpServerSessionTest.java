package org.mailgauge.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.config.MtaConfig.BareLineEnd;
import org.mailgauge.config.MtaConfig.Service;
import org.mailgauge.smtp.SmtpServerSession.Input;
import org.mailgauge.testing.Chat;
import org.mailgauge.testing.Mutants;
import org.mailgauge.testing.Scene;

import java.util.ArrayList;
import java.util.List;

class SmtpServerSessionTest {

    static List<Chat> chats() {
        return Chat.all("/smtp");
    }

    @ParameterizedTest
    @MethodSource("chats")
    @DisplayName("dialogue files, on the pure session")
    void dialogue(Chat chat) {
        var server = new PureSmtp(Scene.of(chat));
        for (var turn : chat.turns()) {
            var answers = server.say(turn.sent());
            assertEquals(turn.answers().size(), answers.size(), () -> chat + ": " + answers);
            for (int i = 0; i < answers.size(); i++) {
                var expected = turn.answers().get(i);
                var answer = answers.get(i);
                assertTrue(Chat.matches(expected, answer), () -> expected + " but " + answer);
            }
            assertEquals(turn.closes(), server.closed());
        }
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    MAIL FROM:<a@x>                                          | 503 5.5.1 Send EHLO first
                    HELO c; MAIL FROM:<a@x>; MAIL FROM:<>                    | 503 5.5.1 Sender already given
                    HELO c; RCPT TO:<a@relay.test>                           | 503 5.5.1 Send MAIL first
                    HELO c; DATA                                             | 503 5.5.1 Send MAIL first
                    HELO c; MAIL FROM:<>; DATA                               | 503 5.5.1 No valid recipients
                    HELO c; MAIL FROM:<>; RCPT TO:<a@b.c>; DATA              | 503 5.5.1 No valid recipients
                    HELO c; MAIL FROM:<>; RSET; DATA                         | 503 5.5.1 Send MAIL first
                    HELO c; MAIL FROM:<>; HELO d; MAIL FROM:<>               | 250 2.1.0 Sender ok
                    HELO c; MAIL FROM:<>; RSET; MAIL FROM:<>                 | 250 2.1.0 Sender ok
                    NOOP                                                     | 250 2.0.0 Ok
                    RSET                                                     | 250 2.0.0 Ok
                    QUIT                                                     | 221 2.0.0 Bye
                    HELO c; MAIL FROM:<>; RCPT TO:<postmaster@relay.test>    | 250 2.1.5 Recipient ok
                    """)
    @DisplayName("out-of-order commands are refused with 503 (RFC 5321 section 4.1.4)")
    void lastReply(String dialogue, String expected) {
        assertEquals(expected, talk(new PureSmtp(new Scene()), dialogue).getLast());
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    HELO c; MAIL FROM:<>; RCPT TO:<a@b.c>; RSET                                   | 1
                    HELO c; MAIL FROM:<>; RCPT TO:<a@b.c>; HELO d                                 | 1
                    HELO c; MAIL FROM:<>; RCPT TO:<a@b.c>; QUIT                                   | 1
                    HELO c; MAIL FROM:<>; RCPT TO:<a@b.c>; RCPT TO:<b@b.c>; DATA; RSET; RSET      | 1
                    HELO c; MAIL FROM:<>; RCPT TO:<a@b.c>; DATA; RCPT TO:<a@relay.test>; RSET     | 0
                    HELO c; MAIL FROM:<>; RCPT TO:<a@b.c>; RCPT TO:<a@relay.test>; RSET           | 0
                    HELO c; MAIL FROM:<>; RSET; QUIT                                              | 0
                    HELO c; MAIL FROM:<>; RCPT TO:<a@b.c>; RSET; MAIL FROM:<>; RCPT TO:<a@b.c>; QUIT | 2
                    HELO c; MAIL FROM:<>; RCPT TO:<a@b.c>; GET /                                  | 1
                    """)
    @DisplayName("a transaction that ends with nobody accepted is rejected once")
    void rejectedTransactions(String dialogue, int expected) {
        var server = new PureSmtp(new Scene());
        talk(server, dialogue);
        assertEquals(expected, server.facts().stream().filter("Rejected"::equals).count());
    }

    @Test
    void lostConnectionEndsTheTransaction() {
        var server = new PureSmtp(new Scene());
        talk(server, "HELO c; MAIL FROM:<>; RCPT TO:<a@b.c>");
        server.tell(new Input.Closed());
        assertEquals(List.of("5.7.1", "Rejected"), server.facts());
    }

    @Test
    void refusedContentIsRejected() {
        var server = new PureSmtp(new Scene());
        talk(server, "HELO c; MAIL FROM:<>; RCPT TO:<a@relay.test>; DATA");
        server.say("x\ny\r\n.\r\n");
        assertEquals(List.of("Rejected", "5.6.0"), server.facts());
    }

    @Test
    void loopIsRejectedAndTold() {
        var server = new PureSmtp(new Scene());
        talk(server, "HELO c; MAIL FROM:<>; RCPT TO:<a@relay.test>; DATA");
        server.say("Received: x\r\n".repeat(101) + "\r\n.\r\n");
        assertEquals(List.of("Rejected", "Looped", "5.4.6"), server.facts());
    }

    @Test
    void acceptedMessageForgivesErrorsAndJunk() {
        var server = new PureSmtp(new Scene());
        talk(server, "HELO c; FROB; NOOP; MAIL FROM:<>; RCPT TO:<a@relay.test>; DATA");
        assertEquals(1, server.state().errors());
        assertEquals(1, server.state().idle());
        server.say(".\r\n");
        assertEquals(0, server.state().errors());
        assertEquals(0, server.state().idle());
    }

    @Test
    void timeoutAndStopAndFaultSay421() {
        for (var input : List.of(new Input.Timeout(), new Input.Stopping(), new Input.Failed())) {
            var server = new PureSmtp(new Scene());
            server.answers();
            server.tell(input);
            assertTrue(server.answers().getFirst().startsWith("421 4."));
            assertTrue(server.closed());
        }
    }

    @Test
    void answerThatNobodyWaitsForIsOurBug() {
        var session = new Scene().build().session();
        var answer = new Input.Answer(Replies.OK);
        assertThrows(IllegalStateException.class, () -> session.on(SmtpServerState.START, answer));
    }

    @ParameterizedTest
    @ValueSource(strings = {"REJECT", "NORMALIZE"})
    @DisplayName("13 false ends of content smuggle nothing, on SMTP and submission")
    void nothingIsSmuggled(BareLineEnd bare) {
        for (var service : List.of(Service.SMTP, Service.SUBMISSION)) {
            for (var end : ContentDecoderTest.FALSE_ENDS) {
                var scene = new Scene().service(service).bareLineEnd(bare).trustLoopback();
                var server = new PureSmtp(scene);
                talk(server, "EHLO c; MAIL FROM:<a@x>; RCPT TO:<a@relay.test>; DATA");
                var answers =
                        server.say(
                                "Subject: x\r\n\r\nx"
                                        + end
                                        + "MAIL FROM:<evil@x>\r\nRCPT TO:<evil@relay.test>\r\n"
                                        + "DATA\r\nevil\r\n.\r\n");
                boolean taken = bare == BareLineEnd.NORMALIZE || end.contains("\0");
                assertEquals(1, answers.size());
                assertEquals(taken ? "250" : "550", answers.getFirst().substring(0, 3));
                assertEquals(taken ? 1 : 0, scene.intake().messages().size());
            }
        }
    }

    @Test
    @DisplayName("no mutant of a dialogue throws, and each command has one answer at most")
    void survivesMutants() {
        var corpus = new ArrayList<String>();
        for (var chat : chats()) {
            if (chat.turns().stream().mapToInt(turn -> turn.sent().length()).sum() < 2_000) {
                var all = new StringBuilder();
                chat.turns().forEach(turn -> all.append(turn.sent()));
                corpus.add(all.toString());
            }
        }
        Mutants.of(
                corpus,
                text -> {
                    var server = new PureSmtp(new Scene());
                    for (var line : text.split("(?<=\r\n)", -1)) {
                        server.say(line).forEach(SmtpServerSessionTest::checkReply);
                    }
                    server.tell(new Input.Closed());
                });
    }

    private static void checkReply(String line) {
        assertTrue(line.matches("[2345]\\d\\d[ -][ -~]*") && line.length() <= 510, line);
        var status = line.substring(4).split(" ", 2)[0];
        boolean plain = line.startsWith("220") || line.startsWith("354");
        if (!plain && status.matches("\\d\\.\\d+\\.\\d+")) {
            assertEquals(line.charAt(0), status.charAt(0));
        }
    }

    private static List<String> talk(PureSmtp server, String dialogue) {
        var answers = new ArrayList<String>(server.answers());
        for (var line : dialogue.split("; ", -1)) {
            answers.addAll(server.say(line + "\r\n"));
        }
        return answers;
    }
}

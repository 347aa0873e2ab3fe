package org.mailgauge.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.address.ReversePath;
import org.mailgauge.testing.Mutants;

import java.util.List;

class SmtpCommandParserTest {
    private static final SmtpCommandParser PARSER = new SmtpCommandParser("mx.test");
    private static final List<String> CORPUS =
            List.of(
                    "HELO client.test",
                    "EHLO [192.0.2.1]",
                    "MAIL FROM:<a@b.test> SIZE=1000 BODY=8BITMIME",
                    "MAIL FROM:<>",
                    "MAIL FROM:<@r:\"q q\"@b.test> BODY=7BIT",
                    "RCPT TO:<user+tag@mail.example.test>",
                    "RCPT TO:<postmaster>",
                    "RCPT TO:<a@[IPv6:2001:db8::1]>",
                    "DATA",
                    "RSET",
                    "NOOP hello",
                    "QUIT",
                    "VRFY joe",
                    "EXPN list",
                    "HELP MAIL",
                    "STARTTLS",
                    "AUTH PLAIN dGVzdAB0ZXN0ADEyMzQ=",
                    "BDAT 86 LAST",
                    "GET / HTTP/1.1");

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    HELO c                                       | Helo[client=c]
                    ehlo [IPv6:::1]                              | Ehlo[client=[IPv6:::1]]
                    EHLO my_host!                                | Ehlo[client=my_host!]
                    EHLO                                         | 501 5.5.4
                    EHLO a b                                     | 501 5.5.4
                    HELO \u00e9                                  | 501 5.5.4
                    MAIL FROM:<a@b>                              | Mail[from=a@b, declaredOctets=0, eightBit=false]
                    mail from:<a@b>                              | Mail[from=a@b, declaredOctets=0, eightBit=false]
                    MAIL FROM: <a@b>                             | Mail[from=a@b, declaredOctets=0, eightBit=false]
                    MAIL FROM:<>                                 | Mail[from=, declaredOctets=0, eightBit=false]
                    MAIL FROM:<@r,@s:a@b>                        | Mail[from=a@b, declaredOctets=0, eightBit=false]
                    MAIL FROM:<a@b> SIZE=10 BODY=8BITMIME        | Mail[from=a@b, declaredOctets=10, eightBit=true]
                    MAIL FROM:<a@b> body=8bitmime size=010       | Mail[from=a@b, declaredOctets=10, eightBit=true]
                    MAIL FROM:<a@b> BODY=7BIT                    | Mail[from=a@b, declaredOctets=0, eightBit=false]
                    MAIL FROM:<a@b> SIZE=12345678901             | Mail[from=a@b, declaredOctets=12345678901, eightBit=false]
                    MAIL FROM:<a@b> SIZE=99999999999999999999    | Mail[from=a@b, declaredOctets=9223372036854775807, eightBit=false]
                    MAIL FROM:<a@b> SIZE=999999999999999999999   | 501 5.5.4
                    MAIL FROM:<a@b> SIZE=-1                      | 501 5.5.4
                    MAIL FROM:<a@b> SIZE=                        | 501 5.5.4
                    MAIL FROM:<a@b> SIZE                         | 501 5.5.4
                    MAIL FROM:<a@b> SIZE=1 SIZE=1                | 501 5.5.4
                    MAIL FROM:<a@b> BODY=BINARYMIME              | 555 5.5.4
                    MAIL FROM:<a@b> SMTPUTF8                     | 555 5.5.4
                    MAIL FROM:<a@b> AUTH=                        | 501 5.5.4
                    MAIL FROM:<a@b> AUTH=a=b                     | 501 5.5.4
                    MAIL FROM:<a@b> AUTH=a+3d                    | 501 5.5.4
                    AUTH                                         | 501 5.5.4
                    AUTH PLAIN a b                               | 501 5.5.4
                    AUTH AN-ENDLESS-MECHANISM-NAME               | 501 5.5.4
                    MAIL FROM:<a@b>SIZE=1                        | 501 5.1.7
                    MAIL FROM:<a>                                | 501 5.1.7
                    MAIL FROM:a@b                                | 501 5.1.7
                    MAIL FROM:<\u00e9@b>                         | 553 5.6.7
                    MAIL                                         | 501 5.5.4
                    MAIL TO:<a@b>                                | 501 5.5.4
                    RCPT TO:<a@b>                                | Rcpt[to=a@b]
                    RCPT TO:<a@b.>                               | 501 5.1.3
                    RCPT TO:<>                                   | 501 5.1.3
                    RCPT TO:<postmaster>                         | Rcpt[to=postmaster@mx.test]
                    RCPT TO:<PostMaster>                         | Rcpt[to=PostMaster@mx.test]
                    RCPT TO:<joe>                                | 501 5.1.3
                    RCPT TO:<a@b> NOTIFY=NEVER                   | 555 5.5.4
                    RCPT TO:<a@b>x                               | 501 5.1.3
                    RCPT FROM:<a@b>                              | 501 5.5.4
                    DATA                                         | Data[]
                    data                                         | Data[]
                    DATA x                                       | 501 5.5.4
                    RSET                                         | Rset[]
                    RSET x                                       | 501 5.5.4
                    QUIT                                         | Quit[]
                    QUIT now                                     | 501 5.5.4
                    NOOP                                         | Noop[]
                    NOOP what ever                               | Noop[]
                    HELP                                         | Help[]
                    HELP MAIL                                    | Help[]
                    VRFY joe                                     | Vrfy[]
                    VRFY                                         | 501 5.5.4
                    EXPN list                                    | Unimplemented[verb=EXPN]
                    STARTTLS                                     | Starttls[]
                    STARTTLS now                                 | 501 5.5.4
                    AUTH PLAIN AA==                              | Auth[PLAIN]
                    BDAT 10 LAST                                 | Unimplemented[verb=BDAT]
                    ETRN x                                       | Unimplemented[verb=ETRN]
                    GET / HTTP/1.1                               | Foreign[verb=GET]
                    POST / HTTP/1.0                              | Foreign[verb=POST]
                    CONNECT a:25 HTTP/1.1                        | Foreign[verb=CONNECT]
                    LHLO c                                       | 500 5.5.2
                    XCLIENT ADDR=127.0.0.1                       | 500 5.5.2
                    FROBNICATE                                   | 500 5.5.2
                    """)
    @DisplayName("command lines are read as RFC 5321 section 4.1.1 writes them")
    void reads(String line, String expected) {
        assertEquals(expected, shown(PARSER.parse(line)));
    }

    @ParameterizedTest(name = "character {0}")
    @CsvSource({"0", "1", "10", "13", "27", "127"})
    void controlCharacterIsRefused(int character) {
        assertEquals("500 5.5.2", shown(PARSER.parse("NOOP " + (char) character)));
        assertEquals(
                "500 5.5.2", shown(PARSER.parse("RCPT TO:<a" + (char) character + "@b.test>")));
    }

    @Test
    void trailingWhiteSpaceIsTolerated() {
        assertEquals("Data[]", shown(PARSER.parse("DATA \t ")));
        assertEquals("Rcpt[to=a@b]", shown(PARSER.parse("RCPT TO:<a@b> ")));
    }

    @Test
    void emptyLineIsRefused() {
        assertEquals("500 5.5.2", shown(PARSER.parse("")));
    }

    @Test
    void lineHasAtMost512OctetsWithItsEnd() {
        assertEquals("Noop[]", shown(PARSER.parse("NOOP " + "x".repeat(505))));
        assertEquals("500 5.5.2", shown(PARSER.parse("NOOP " + "x".repeat(506))));
    }

    @Test
    void mailLineMayBeLongerByItsExtensions() {
        var line = "MAIL FROM:<a@b>" + " ".repeat(512) + "SIZE=1";
        assertInstanceOf(SmtpCommand.Mail.class, PARSER.parse(line));
        assertEquals("500 5.5.2", shown(PARSER.parse(line + " ".repeat(521))));
    }

    @Test
    @DisplayName("no mutant throws, and what was read prints as what is read again")
    void survivesMutants() {
        Mutants.of(
                CORPUS,
                line -> {
                    var command = PARSER.parse(line);
                    if (!(command instanceof SmtpCommand.Malformed)) {
                        assertEquals(command, PARSER.parse(printed(command)));
                    }
                });
    }

    private static String shown(SmtpCommand command) {
        return switch (command) {
            case SmtpCommand.Malformed(var reply) -> reply.code() + " " + reply.status();
            case SmtpCommand.Mail(var from, var size, var eightBit) ->
                    "Mail[from="
                            + from
                            + ", declaredOctets="
                            + size
                            + ", eightBit="
                            + eightBit
                            + "]";
            default -> command.toString();
        };
    }

    private static String printed(SmtpCommand command) {
        return switch (command) {
            case SmtpCommand.Helo(var client) -> "HELO " + client;
            case SmtpCommand.Ehlo(var client) -> "EHLO " + client;
            case SmtpCommand.Mail(var from, var size, var eightBit) ->
                    "MAIL FROM:<"
                            + (from instanceof ReversePath.Null ? "" : from)
                            + ">"
                            + (size > 0 ? " SIZE=" + size : "")
                            + (eightBit ? " BODY=8BITMIME" : "");
            case SmtpCommand.Auth(var mechanism, var initial) ->
                    "AUTH " + mechanism + (initial == null ? "" : " " + initial);
            case SmtpCommand.Rcpt(var to) -> "RCPT TO:<" + to + ">";
            case SmtpCommand.Data _ -> "DATA";
            case SmtpCommand.Rset _ -> "RSET";
            case SmtpCommand.Noop _ -> "NOOP";
            case SmtpCommand.Quit _ -> "QUIT";
            case SmtpCommand.Vrfy _ -> "VRFY x";
            case SmtpCommand.Help _ -> "HELP";
            case SmtpCommand.Starttls _ -> "STARTTLS";
            case SmtpCommand.Unimplemented(var verb) -> verb;
            case SmtpCommand.Foreign(var verb) -> verb;
            case SmtpCommand.Malformed(var reply) -> throw new AssertionError(reply);
        };
    }
}

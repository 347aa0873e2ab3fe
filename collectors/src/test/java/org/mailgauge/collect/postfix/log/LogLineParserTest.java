package org.mailgauge.collect.postfix.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

class LogLineParserTest {
    private static final String NOW = "Dec  1 02:17:53 mx1 ";

    private final LogLineParser parser = new LogLineParser();

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Dec  1 02:17:53 mx1 postfix/qmgr[12]: 4AB12F: removed               | 12-01 02:17:53 mx1 postfix qmgr 12 INFO
                    Dec 31 23:59:60 mx1 postfix/submission/smtpd[1]: connect from a[b]  | 12-31 23:59:60 mx1 postfix/submission smtpd 1 INFO
                    Dec  1 02:17:53 mx1 postfix-out/smtp[9]: 4AB12F: removed            | 12-01 02:17:53 mx1 postfix-out smtp 9 INFO
                    Dec  1 02:17:53 mx1 my/mta/qmgr[9]: 4AB12F: removed                 | 12-01 02:17:53 mx1 my/mta qmgr 9 INFO
                    Dec  1 02:17:53 mx1 postfix/qmgr: warning: x                        | 12-01 02:17:53 mx1 postfix qmgr null WARNING
                    Dec  1 02:17:53 mx1 postfix/qmgr[99999999999999999999]: fatal: x    | 12-01 02:17:53 mx1 postfix qmgr null FATAL
                    <22>Dec  1 02:17:53 mx1 postfix/qmgr[1]: error: x                   | 12-01 02:17:53 mx1 postfix qmgr 1 ERROR
                    2026-12-01T02:17:53.123456+01:00 mx1 postfix/qmgr[1]: panic: x      | 2026-12-01T01:17:53.123456Z mx1 postfix qmgr 1 PANIC
                    2026-12-01T02:17:53Z mx1 postfix/qmgr[1]: x                         | 2026-12-01T02:17:53Z mx1 postfix qmgr 1 INFO
                    2026-12-01T02:17:53.1234567891-05:30 mx1 postfix/qmgr[1]: x         | 2026-12-01T07:47:53.123456789Z mx1 postfix qmgr 1 INFO
                    Dec  1 02:17:53 mx1 sshd[7]: error: no                              | 12-01 02:17:53 mx1 '' sshd 7 INFO
                    Dec  1 02:17:53 mx1 dovecot: imap-login: x                          | 12-01 02:17:53 mx1 '' dovecot null INFO
                    Dec  1 02:17:53 mx1 kernel: x                                       | 12-01 02:17:53 mx1 '' kernel null INFO
                    2026-02-30T02:17:53Z mx1 postfix/qmgr[1]: x                         | null null '' '' null INFO
                    2026-12-01T02:17:53+24:00 mx1 postfix/qmgr[1]: x                    | null null '' '' null INFO
                    Dec  0 02:17:53 mx1 postfix/qmgr[1]: x                              | null null '' '' null INFO
                    Dez  1 02:17:53 mx1 postfix/qmgr[1]: x                              | null null '' '' null INFO
                    Dec  1 24:17:53 mx1 postfix/qmgr[1]: x                              | null null '' '' null INFO
                    Dec  1 02:17:53                                                     | null null '' '' null INFO
                    """)
    @DisplayName("what stands before a line's text")
    void prefix(String line, String expected) {
        var parsed = parse(line);
        var time =
                switch (parsed.time()) {
                    case null -> "null";
                    case LogTime.Exact(var at) -> at.toString();
                    case LogTime.Local at ->
                            "%02d-%02d %02d:%02d:%02d"
                                    .formatted(
                                            at.month(),
                                            at.day(),
                                            at.hour(),
                                            at.minute(),
                                            at.second());
                };
        assertEquals(
                expected,
                String.join(
                        " ",
                        time,
                        parsed.host(),
                        parsed.syslogName().isEmpty() ? "''" : parsed.syslogName(),
                        parsed.service().isEmpty() ? "''" : parsed.service(),
                        String.valueOf(parsed.pid()),
                        parsed.severity().name()));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    postfix/qmgr[1]: 4AB12F: removed            | Removed[queueId=4AB12F]
                    postfix/qmgr[1]: 4jY8k93d7QzKyQZ: removed   | Removed[queueId=4jY8k93d7QzKyQZ]
                    postfix/qmgr[1]: 4AB1: removed              | Unknown[text=4AB1: removed]
                    postfix/qmgr[1]: 4jY8k93d7QKyQZ: removed    | Unknown[text=4jY8k93d7QKyQZ: removed]
                    postfix/qmgr[1]: 4AB12F removed             | Unknown[text=4AB12F removed]
                    postfix/smtpd[1]: 4AB12F: reject: RCPT from h[192.0.2.1]: 554 5.7.1 <x>: no; from=<a> to=<b> proto=ESMTP helo=<c> | Reject[queueId=4AB12F, kind=REJECT, stage=RCPT, client=h[192.0.2.1], code=554, status=5.7.1, text=<x>: no, envelope=Envelope[from=a, to=b, protocol=ESMTP, helo=c]]
                    postfix/smtpd[1]: NOQUEUE: reject: RCPT from h[192.0.2.1]: 554 no; from=<a> to=<b> proto=ESMTP helo=<c> sasl_username=u  | Reject[kind=REJECT, stage=RCPT, client=h[192.0.2.1], code=554, text=no, envelope=Envelope[from=a, to=b, protocol=ESMTP, helo=c, saslUser=u]]
                    postfix/smtpd[1]: NOQUEUE: reject: HELO from h[192.0.2.1]: 504 5.5.2 <x; from=<e>>: Helo; proto=SMTP helo=<x; from=<e>>  | Reject[kind=REJECT, stage=HELO, client=h[192.0.2.1], code=504, status=5.5.2, text=<x; from=<e>>: Helo, envelope=Envelope[protocol=SMTP, helo=x; from=<e>]]
                    postfix/smtpd[1]: NOQUEUE: reject: RCPT from h[192.0.2.1]: 999 x; from=<>  | Reject[kind=REJECT, stage=RCPT, client=h[192.0.2.1], text=999 x, envelope=Envelope[from=]]
                    postfix/smtpd[1]: NOQUEUE: praise: RCPT from h[192.0.2.1]: 554 no          | Unknown[text=NOQUEUE: praise: RCPT from h[192.0.2.1]: 554 no]
                    postfix/smtp[1]: 4AB12F: to=<a@b>, relay=h[192.0.2.1]:25, delay=1.25, delays=0.1/0/99999999999999999999/1, dsn=2.0.0, status=sent (250 ok) | Delivery[queueId=4AB12F, to=a@b, relay=Remote[peer=h[192.0.2.1]:25], delay=PT1.25S, delays=Delays[before=PT0.1S, active=PT0S, transmitting=PT1S], dsn=2.0.0, status=SENT, text=250 ok]
                    postfix/smtp[1]: 4AB12F: to=<"a>, relay=x"@b>, relay=none, delay=1, status=deferred (x | Delivery[queueId=4AB12F, to="a>, relay=x"@b, relay=None[], delay=PT1S, status=DEFERRED, text=x]
                    postfix/smtp[1]: 4AB12F: to=<a@b>, relay=h[192.0.2.1]:99999, conn_use=0x, newer=1, dsn=9.0.0, status=sent (ok) | Delivery[queueId=4AB12F, to=a@b, relay=Remote[peer=h[192.0.2.1]], connectionUse=0, status=SENT, text=ok]
                    postfix/smtp[1]: 4AB12F: to=<a@b>, relay=none, delay=1, dsn=4.0.0, status=odd (x) | Unknown[queueId=4AB12F, text=to=<a@b>, relay=none, delay=1, dsn=4.0.0, status=odd (x)]
                    postfix/smtp[1]: 4AB12F: to=<a@b>, relay=none, del    | Unknown[queueId=4AB12F, text=to=<a@b>, relay=none, del]
                    postfix/qmgr[1]: 4AB12F: from=<a>, size=99999999999999999999, nrcpt=2 (queue active)  | Queued[queueId=4AB12F, from=a, recipients=2]
                    postfix/qmgr[1]: 4AB12F: from=<>, size=5, nrcpt=      | Queued[queueId=4AB12F, from=, octets=5]
                    postfix/smtpd[1]: disconnect from h[192.0.2.1] ehlo=1 rcpt=1/3 data=3/1 junk x=99999999999999999999 commands=5/7 | Disconnect[client=h[192.0.2.1], verbs=[Verb[name=ehlo, accepted=1, given=1], Verb[name=rcpt, accepted=1, given=3], Verb[name=commands, accepted=5, given=7]]]
                    postfix/smtpd[1]: message repeated 3 times: [ connect from h[192.0.2.1]] | Repeated[times=3, what=Connect[client=h[192.0.2.1]]]
                    postfix/smtpd[1]: message repeated 2 times: [ message repeated 3 times: [ connect from h[192.0.2.1]]] | Repeated[times=2, what=Unknown[text=message repeated 3 times: [ connect from h[192.0.2.1]]]]
                    last message repeated 7 times                                            | Repeated[times=7]
                    systemd-journald[1]: Suppressed 1234 messages from postfix@-.service     | Suppressed[messages=1234, by=postfix@-.service]
                    rsyslogd: imuxsock[pid 77]: begin to drop messages due to rate-limiting  | Suppressed[by=pid 77]
                    rsyslogd: imuxsock lost 12 messages from pid 77 due to rate-limiting     | Suppressed[messages=12, by=pid 77]
                    rsyslogd: imjournal: 345 messages lost due to rate-limiting              | Suppressed[messages=345]
                    postfix/master[1]: warning: service "smtp" (25) has reached its process limit "100": new clients may experience noticeable delays | ProcessLimit[service=smtp, limit=100]
                    postfix/smtpd[1]: warning: h[192.0.2.1]: SASL LOGIN authentication failed: a, sasl_username=u, v | SaslFailure[client=h[192.0.2.1], method=LOGIN, reason=a, user=u, v]
                    postfix/cleanup[1]: warning: 4AB12F: too many hops                       | Warning[queueId=4AB12F, text=too many hops]
                    sshd[1]: connect from h[192.0.2.1]                                       | NotPostfix[]
                    """)
    @DisplayName("what a line's text tells, with what does not fit left out")
    void event(String line, String expected) {
        assertEquals(expected, EventText.of(parse(NOW + line).event()));
    }

    @Test
    @DisplayName("loops are told apart wherever they are told of")
    void loops() {
        var warning =
                (PostfixEvent.Warning)
                        parse(NOW + "postfix/smtpd[1]: warning: mail for x loops back to myself")
                                .event();
        assertEquals(true, warning.isLoop());
        var reject =
                (PostfixEvent.Reject)
                        parse(
                                        NOW
                                                + "postfix/smtpd[1]: 4AB12F: reject: END-OF-MESSAGE from"
                                                + " h[192.0.2.1]: 554 5.4.0 Error: too many hops; from=<>")
                                .event();
        assertEquals(true, reject.isLoop());
        assertEquals(true, reject.isRefusal());
    }

    @Test
    @DisplayName("octets around the line are not looked at")
    void window() {
        var octets =
                ("xx" + NOW + "postfix/qmgr[1]: 4AB12F: removed\r\nxx")
                        .getBytes(StandardCharsets.US_ASCII);
        var parsed = parser.parse(octets, 2, octets.length - 3);
        assertEquals("Removed[queueId=4AB12F]", EventText.of(parsed.event()));
        assertNull(parser.parse(octets, 2, 2).time());
    }

    @Test
    @DisplayName("what is no UTF-8 is shown as such")
    void notUtf8() {
        var octets =
                (NOW + "postfix/qmgr[1]: 4AB12F: from=<\u00e9>, size=1, nrcpt=1")
                        .getBytes(StandardCharsets.ISO_8859_1);
        var event = (PostfixEvent.Queued) parser.parse(octets, 0, octets.length).event();
        assertEquals("\uFFFD", event.from());
    }

    private LogLine parse(String line) {
        var octets = line.getBytes(StandardCharsets.UTF_8);
        return parser.parse(octets, 0, octets.length);
    }
}

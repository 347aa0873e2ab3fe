package org.mailgauge.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.config.MtaConfig.Service;
import org.mailgauge.smtp.SmtpCommand;
import org.mailgauge.smtp.SmtpCommand.Rcpt;
import org.mailgauge.smtp.SmtpReply;
import org.mailgauge.testing.MemoryMailboxes;
import org.mailgauge.testing.Scene;
import org.mailgauge.wire.SmtpService;

import java.util.ArrayList;
import java.util.List;

class RelayPolicyTest {
    /** Forms by which servers were made to relay to {@code victim@other.test}. */
    private static final List<String> FORMS = forms();

    private static List<String> forms() {
        var locals =
                List.of(
                        "victim%other.test",
                        "other.test!victim",
                        "relay.test!other.test!victim",
                        "victim%other.test%relay.test",
                        "\"victim@other.test\"",
                        "\"victim%other.test\"",
                        "\"other.test!victim\"",
                        "\"victim\\@other.test\"",
                        "victim@other.test",
                        "@other.test:victim",
                        "\"@other.test:victim\"",
                        "victim%[192.0.2.9]",
                        "\"victim@[192.0.2.9]\"");
        var forms = new ArrayList<String>();
        for (var local : locals) {
            for (var at : List.of("@relay.test", "@sub.relay.test", "@[127.0.0.1]", "")) {
                forms.add("<" + local + at + ">");
            }
        }
        forms.addAll(
                List.of(
                        "<victim@other.test>",
                        "<victim@OTHER.TEST>",
                        "<victim@other.test.>",
                        "<@relay.test:victim@other.test>",
                        "<@mx.test,@relay.test:victim@other.test>",
                        "<@relay.test@relay.test:victim@other.test>",
                        "<victim@[192.0.2.9]>",
                        "<victim@[IPv6:2001:db8::9]>",
                        "<victim@other.test@relay.test>",
                        "<victim@relay.test@other.test>",
                        "<victim@notrelay.test>",
                        "<victim@relay.test.other.test>",
                        "<\"victim\"@other.test>",
                        "<>",
                        "<victim>",
                        "<victim@>",
                        "<@other.test>",
                        "victim@other.test",
                        "<postmaster@other.test>",
                        "<victim@relay.test>,<victim@other.test>",
                        "<victim@127.0.0.1>"));
        return List.copyOf(forms);
    }

    @Test
    @DisplayName("60 forms and more: a stranger reaches nobody beyond our domains")
    void nothingIsRelayedForStrangers() {
        var service = new Scene().build();
        assertTrue(FORMS.size() >= 60, () -> FORMS.size() + " forms");
        var taken = new ArrayList<String>();
        for (var form : FORMS) {
            if (reply(service, form, false).positive()
                    && service.parser().parse("RCPT TO:" + form) instanceof Rcpt(var to)) {
                // A source route is stripped (RFC 5321 section 3.3): what is left is plainly ours.
                assertTrue(to.domain().matches("(sub\\.)?relay\\.test"), form);
                assertEquals("victim", to.mailbox().localPart(), form);
                taken.add(form);
            }
        }
        assertEquals(
                List.of("<@other.test:victim@relay.test>", "<@other.test:victim@sub.relay.test>"),
                taken);
    }

    @Test
    @DisplayName(
            "for a trusted network they are taken or refused, but the domain is the one that was parsed")
    void trustedNetworkMayRelay() {
        var service = new Scene().build();
        for (var form : FORMS) {
            var command = service.parser().parse("RCPT TO:" + form);
            if (command instanceof Rcpt(var to) && service.policy().verify(to, true).positive()) {
                assertTrue(form.endsWith(">"), form);
                var end = form.substring(form.lastIndexOf('@') + 1, form.length() - 1);
                assertTrue(to.domain().equalsIgnoreCase(end), form);
            }
        }
    }

    @Test
    void submissionTakesNoRelayDomainsFromStrangers() {
        var service = new Scene().service(Service.SUBMISSION).build();
        assertEquals(550, reply(service, "<joe@relay.test>", false).code());
        assertEquals(550, reply(service, "<joe@local.test>", false).code());
    }

    @Test
    @DisplayName("LMTP, which only this machine can reach, takes what SMTP takes")
    void lmtpTakesRelayDomains() {
        var service = new Scene().service(Service.LMTP).build();
        assertEquals(250, reply(service, "<joe@relay.test>", false).code());
        assertEquals(550, reply(service, "<joe@elsewhere.test>", false).code());
    }

    @ParameterizedTest(name = "{0}, trusted {1} -> {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    <joe@relay.test>           | false | 250 2.1.5
                    <joe@a.b.relay.test>       | false | 250 2.1.5
                    <joe@relay.test.evil.test> | false | 550 5.7.1
                    <joe@xrelay.test>          | false | 550 5.7.1
                    <joe@other.test>           | false | 550 5.7.1
                    <joe@other.test>           | true  | 250 2.1.5
                    <a%b@relay.test>           | true  | 250 2.1.5
                    <joe@refused.test>         | false | 550 5.1.6
                    <joe@refused.test>         | true  | 550 5.1.6
                    <joe@later.test>           | true  | 450 4.2.0
                    <joe@local.test>           | false | 450 4.2.1
                    <postmaster>               | false | 450 4.2.1
                    <postmaster@relay.test>    | false | 250 2.1.5
                    <joe@[127.0.0.1]>          | true  | 550 5.1.2
                    """)
    void decides(String form, boolean trusted, String expected) {
        var reply = reply(new Scene().build(), form, trusted);
        assertEquals(expected, reply.code() + " " + reply.statusOrDefault());
    }

    @ParameterizedTest(name = "{0} on {1}, trusted {2} -> {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    <joe@local.test>  | SMTP       | false | 250 2.1.5
                    <JOE@Local.TEST>  | SMTP       | false | 250 2.1.5
                    <joe@local.test>  | LMTP       | false | 250 2.1.5
                    <joe@local.test>  | SUBMISSION | true  | 250 2.1.5
                    <joe@local.test>  | SUBMISSION | false | 550 5.7.1
                    <jim@local.test>  | SMTP       | false | 550 5.1.1
                    <jim@local.test>  | SMTP       | true  | 550 5.1.1
                    <joe@relay.test>  | SMTP       | false | 250 2.1.5
                    """)
    @DisplayName("recipients of local domains are known at RCPT")
    void knowsLocalRecipients(String form, Service service, boolean trusted, String expected) {
        var mailboxes = new MemoryMailboxes("joe@local.test");
        var reply = reply(new Scene().service(service).mailboxes(mailboxes).build(), form, trusted);
        assertEquals(expected, reply.code() + " " + reply.statusOrDefault());
    }

    @Test
    void unreadableAccountsAreTemporary() {
        var mailboxes = new MemoryMailboxes("joe@local.test");
        mailboxes.unreadable(true);
        var service = new Scene().mailboxes(mailboxes).build();
        for (var form : List.of("<joe@local.test>", "<jim@local.test>")) {
            var reply = reply(service, form, false);
            assertEquals("451 4.3.0", reply.code() + " " + reply.statusOrDefault());
        }
    }

    private static SmtpReply reply(SmtpService service, String form, boolean trusted) {
        return switch (service.parser().parse("RCPT TO:" + form)) {
            case Rcpt(var to) -> service.policy().verify(to, trusted);
            case SmtpCommand.Malformed(var reply) -> reply;
            default -> throw new AssertionError(form);
        };
    }
}

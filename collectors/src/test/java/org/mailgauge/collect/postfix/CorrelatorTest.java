package org.mailgauge.collect.postfix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Each log is as Postfix writes it; the totals beside it were counted by hand. */
class CorrelatorTest {
    private static final String FROM_CLIENT =
            """
            postfix/smtpd[10]: connect from client.example[198.51.100.7]
            postfix/smtpd[10]: 4B044238200: client=client.example[198.51.100.7]
            postfix/cleanup[11]: 4B044238200: message-id=<1@client.example>
            """;
    private static final String GONE =
            "postfix/smtpd[10]: disconnect from client.example[198.51.100.7] ehlo=1 mail=1 rcpt=1"
                    + " data=1 quit=1 commands=5\n";

    private static final String REMOVED = "postfix/qmgr[12]: 4B044238200: removed\n";

    private static String active(int recipients) {
        return "postfix/qmgr[12]: 4B044238200: from=<a@client.example>, size=2000, nrcpt="
                + recipients
                + " (queue active)\n";
    }

    private static String sent(String to) {
        return "postfix/smtp[13]: 4B044238200: to=<"
                + to
                + ">, relay=mx.fine.example[192.0.2.10]:25, delay=0.12, delays=0.01/0.06/0.01/0.04,"
                + " dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 12345)\n";
    }

    private Player player = new Player();

    private void counts(String totals) {
        assertEquals(totals.strip(), player.totals());
    }

    @Test
    void oneMessageToOneRecipient() {
        player.play(FROM_CLIENT)
                .play(active(1))
                .play(GONE)
                .play(sent("user@fine.example"))
                .play(REMOVED);
        counts(
                """
                mta: in=1 out=1 received=1/2000/1 transmitted=1/2000/1 relayed=1
                smtpd: in=1 received=1/2000/1
                smtp: out=1 transmitted=1/2000/1
                fine.example: out=1 transmitted=1/2000/1
                """);
        assertEquals(
                """
                smtp: passing=1/120
                smtp: waiting=1/60
                smtp: connecting=1/10
                smtp: transaction=1/40""",
                Totals.times(player.now()));
    }

    @Test
    void retriesOfThreeRecipientsOfTwoDomains() {
        player.play(FROM_CLIENT).play(active(3)).play(GONE);
        player.play(
                """
                postfix/smtp[13]: 4B044238200: to=<a@fine.example>, relay=mx.fine.example[192.0.2.10]:25, delay=0.12, delays=0.01/0.06/0.01/0.04, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 12345)
                postfix/smtp[13]: 4B044238200: to=<b@fine.example>, relay=mx.fine.example[192.0.2.10]:25, delay=0.12, delays=0.01/0.06/0.01/0.04, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 12345)
                postfix/smtp[14]: 4B044238200: to=<c@grey.example>, relay=mx.grey.example[192.0.2.11]:25, delay=0.12, delays=0.01/0.06/0.01/0.04, dsn=4.7.1, status=deferred (host mx.grey.example[192.0.2.11] said: 450 4.7.1 <c@grey.example>: Recipient address rejected: Greylisted (in reply to RCPT TO command))
                """);
        player.play(active(3));
        player.play(
                """
                postfix/smtp[15]: 4B044238200: to=<c@grey.example>, relay=mx.grey.example[192.0.2.11]:25, delay=300, delays=300/0.06/0.01/0.04, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 23456)
                """);
        player.play(REMOVED);
        counts(
                """
                mta: in=1 out=3 received=1/2000/3 transmitted=1/2000/3 relayed=3
                smtpd: in=1 received=1/2000/3
                smtp: out=3 transmitted=1/2000/3 deferred=1 greylisted=1 4.7.1=0/0/1
                fine.example: out=1 transmitted=1/2000/2
                grey.example: out=2 transmitted=1/2000/1 deferred=1 greylisted=1 4.7.1=0/0/1
                """);
    }

    @Test
    void reportOfABounceIsGenerated() {
        player.play(FROM_CLIENT).play(active(1)).play(GONE);
        player.play(
                """
                postfix/smtp[13]: 4B044238200: to=<user@gone.example>, relay=mx.gone.example[192.0.2.13]:25, delay=0.2, delays=0.01/0.01/0.1/0.08, dsn=5.1.1, status=bounced (host mx.gone.example[192.0.2.13] said: 550 5.1.1 no such user here (in reply to RCPT TO command))
                postfix/cleanup[11]: B8FAB238236: message-id=<20261201025428.B8FAB238236@mail.example>
                postfix/bounce[16]: 4B044238200: sender non-delivery notification: B8FAB238236
                postfix/qmgr[12]: B8FAB238236: from=<>, size=3000, nrcpt=1 (queue active)
                postfix/qmgr[12]: 4B044238200: removed
                postfix/smtp[14]: B8FAB238236: to=<a@client.example>, relay=mx.client.example[192.0.2.14]:25, delay=0.1, delays=0.01/0/0.05/0.04, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 777)
                postfix/qmgr[12]: B8FAB238236: removed
                """);
        counts(
                """
                mta: in=1 out=2 received=2/5000/2 generated=1 transmitted=1/3000/1 relayed=1 bounced=1
                smtpd: in=1 received=1/2000/1
                smtp: out=2 transmitted=1/3000/1 5.1.1=0/0/1
                gone.example: out=1 5.1.1=0/0/1
                client.example: out=1 transmitted=1/3000/1
                """);
    }

    @Test
    void heldMessageIsReceivedWhenItIsReleased() {
        player.play(FROM_CLIENT);
        player.play(
                """
                postfix/cleanup[11]: 4B044238200: hold: header Subject: hold it from client.example[198.51.100.7]; from=<a@client.example> to=<user@fine.example> proto=ESMTP helo=<client.example>
                """);
        player.play(GONE);
        counts(
                """
                mta: in=1
                smtpd: in=1
                """);
        player.play(
                """
                postfix/postsuper[20]: 4B044238200: released from hold
                postfix/postsuper[20]: Released from hold: 1 message
                """);
        player.play(active(1));
        player.play("postfix/postsuper[22]: 4B044238200: placed on hold\n");
        player.play("postfix/postsuper[23]: 4B044238200: released from hold\n");
        player.play(active(1)).play(sent("user@fine.example")).play(REMOVED);
        counts(
                """
                mta: in=1 out=1 received=1/2000/1 transmitted=1/2000/1 relayed=1
                smtpd: in=1 received=1/2000/1
                smtp: out=1 transmitted=1/2000/1
                fine.example: out=1 transmitted=1/2000/1
                """);
    }

    @Test
    void twoRefusedRecipientsAreOneRefusedTransaction() {
        player.play(
                """
                postfix/smtpd[10]: connect from client.example[198.51.100.7]
                postfix/smtpd[10]: NOQUEUE: reject: RCPT from client.example[198.51.100.7]: 550 5.1.1 <x@local.example>: Recipient address rejected: User unknown in local recipient table; from=<a@client.example> to=<x@local.example> proto=ESMTP helo=<client.example>
                postfix/smtpd[10]: NOQUEUE: reject: RCPT from client.example[198.51.100.7]: 550 5.1.1 <y@local.example>: Recipient address rejected: User unknown in local recipient table; from=<a@client.example> to=<y@local.example> proto=ESMTP helo=<client.example>
                postfix/smtpd[10]: NOQUEUE: reject: RCPT from client.example[198.51.100.7]: 450 4.7.1 <z@local.example>: Recipient address rejected: Greylisted; from=<b@client.example> to=<z@local.example> proto=ESMTP helo=<client.example>
                postfix/smtpd[10]: disconnect from client.example[198.51.100.7] ehlo=1 mail=2 rcpt=0/3 quit=1 commands=4/7
                """);
        counts(
                """
                mta: in=1
                smtpd: in=1 rejected=2 4.7.1=1/0/0 5.1.1=2/0/0
                """);
    }

    @Test
    void recipientRefusedBesidesAnAcceptedOneRejectsNoMessage() {
        player.play(FROM_CLIENT);
        player.play(
                """
                postfix/smtpd[10]: 4B044238200: reject: RCPT from client.example[198.51.100.7]: 550 5.1.1 <x@local.example>: Recipient address rejected: User unknown in local recipient table; from=<a@client.example> to=<x@local.example> proto=ESMTP helo=<client.example>
                """);
        player.play(active(1)).play(GONE);
        counts(
                """
                mta: in=1 received=1/2000/1
                smtpd: in=1 received=1/2000/1 5.1.1=1/0/0
                """);
    }

    @Test
    void contentRefusedByAMilterIsNotReceived() {
        player.play(FROM_CLIENT);
        player.play(
                """
                postfix/cleanup[11]: 4B044238200: milter-reject: END-OF-MESSAGE from client.example[198.51.100.7]: 5.7.1 Command rejected; from=<a@client.example> to=<user@fine.example> proto=ESMTP helo=<client.example>
                """);
        player.play(GONE);
        counts(
                """
                mta: in=1
                smtpd: in=1 rejected=1 5.7.1=1/0/0
                """);
    }

    @Test
    void warningsOfRulesRefuseNothing() {
        player.play(
                """
                postfix/smtpd[10]: NOQUEUE: reject_warning: RCPT from client.example[198.51.100.7]: 550 5.1.1 <x@local.example>: Recipient address rejected: User unknown in local recipient table; from=<a@client.example> to=<x@local.example> proto=ESMTP helo=<client.example>
                postfix/smtpd[10]: NOQUEUE: warn: RCPT from client.example[198.51.100.7]: <x@local.example>: Recipient address seen; from=<a@client.example> to=<x@local.example> proto=ESMTP helo=<client.example>
                """);
        counts("mta:");
    }

    @Test
    void clientWhoLogsInIsAUser() {
        player.play(
                """
                postfix/submission/smtpd[10]: connect from client.example[198.51.100.7]
                postfix/submission/smtpd[10]: 4B044238200: client=client.example[198.51.100.7], sasl_method=PLAIN, sasl_username=user@local.example
                postfix/cleanup[11]: 4B044238200: message-id=<1@client.example>
                postfix/qmgr[12]: 4B044238200: from=<a@client.example>, size=2000, nrcpt=1 (queue active)
                """);
        counts(
                """
                mta: in=1 open=1 users=1 received=1/2000/1
                submission/smtpd: in=1 open=1 received=1/2000/1
                """);
        player.play(
                "postfix/submission/smtpd[10]: disconnect from client.example[198.51.100.7] ehlo=1 auth=1 mail=1 rcpt=1 data=1 quit=1 commands=6\n");
        counts(
                """
                mta: in=1 received=1/2000/1
                submission/smtpd: in=1 received=1/2000/1
                """);
    }

    @Test
    void connectionThatIsUsedAgainIsNoNewAssociation() {
        player.play(
                """
                postfix/smtp[13]: 4B044238200: to=<a@fine.example>, relay=mx.fine.example[192.0.2.10]:25, delay=0.12, delays=0.01/0.06/0.01/0.04, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 1)
                postfix/smtp[13]: 5F748238206: to=<b@fine.example>, relay=mx.fine.example[192.0.2.10]:25, conn_use=2, delay=0.12, delays=0.01/0.06/0/0.04, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 2)
                postfix/smtp[14]: 5F748238207: to=<c@fine.example>, relay=mx.fine.example[192.0.2.10]:25, conn_use=3, delay=0.12, delays=0.01/0.06/0/0.04, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 3)
                postfix/smtp[14]: 5F748238208: to=<d@fine.example>, relay=mx2.fine.example[192.0.2.20]:25, delay=0.12, delays=0.01/0.06/0/0.04, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 4)
                """);
        counts(
                """
                mta: out=2 transmitted=4/0/4 relayed=4
                smtp: out=2 transmitted=4/0/4
                fine.example: out=2 transmitted=4/0/4
                besides: messages_without_size=4
                """);
    }

    @Test
    void failuresToConnectComeBeforeTheDelivery() {
        player.play(
                """
                postfix/relay/smtp[13]: connect to mx1.fine.example[192.0.2.98]:25: Connection timed out
                postfix/relay/smtp[13]: connect to mx2.fine.example[192.0.2.99]:25: Connection refused
                postfix/relay/smtp[13]: 4B044238200: to=<a@fine.example>, relay=mx.fine.example[192.0.2.10]:25, delay=0.12, delays=0.01/0.06/0.01/0.04, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 1)
                """);
        counts(
                """
                mta: out=1 failed=2 transmitted=1/0/1 relayed=1
                relay/smtp: out=1 failed=2 transmitted=1/0/1 'mx2.fine.example[192.0.2.99]:25: Connection refused'
                fine.example: out=1 failed=2 transmitted=1/0/1 'mx2.fine.example[192.0.2.99]:25: Connection refused'
                besides: messages_without_size=1
                """);
    }

    @Test
    void suspendedDeliveryIsPutOffWithoutAnError() {
        player.play(
                """
                postfix/error[13]: 4B044238200: to=<a@refused.example>, relay=none, delay=0.12, delays=0.01/0.06/0/0.04, dsn=4.4.1, status=deferred (delivery temporarily suspended: connect to mx.refused.example[192.0.2.99]:25: Connection refused)
                """);
        counts(
                """
                mta:
                error: deferred=1 host-unreachable=1
                refused.example: deferred=1 host-unreachable=1
                """);
        assertEquals("", Totals.times(player.now()));
    }

    @Test
    void deliveriesHereAreDeliveredAndDiscardedOnesAreNot() {
        player.play(
                """
                postfix/local[13]: AAAAAA238200: to=<a@fine.example>, relay=local, delay=0.1, delays=0/0/0/0.1, dsn=2.0.0, status=sent (delivered to mailbox)
                postfix/virtual[13]: AAAAAA238201: to=<b@fine.example>, relay=virtual, delay=0.1, delays=0/0/0/0.1, dsn=2.0.0, status=sent (delivered to maildir)
                postfix/pipe[13]: AAAAAA238202: to=<c@fine.example>, relay=maildrop, delay=0.1, delays=0/0/0/0.1, dsn=2.0.0, status=sent (delivered via maildrop service)
                postfix/discard[13]: AAAAAA238203: to=<d@fine.example>, relay=none, delay=0.1, delays=0/0/0/0.1, dsn=2.0.0, status=sent (fine.example)
                postfix/lmtp[13]: AAAAAA238204: to=<e@fine.example>, relay=mail.example[private/dovecot-lmtp], delay=0.1, delays=0/0/0/0.1, dsn=2.0.0, status=sent (250 2.0.0 <e@fine.example> Saved)
                postfix/error[13]: AAAAAA238205: to=<f@fine.example>, relay=none, delay=0.1, delays=0/0/0/0.1, dsn=5.1.1, status=bounced (User unknown)
                """);
        counts(
                """
                mta: out=1 transmitted=4/0/4 relayed=1 delivered=3 bounced=1 discarded=1
                local: transmitted=1/0/1
                fine.example: out=1 transmitted=4/0/4 5.1.1=0/1/0
                virtual: transmitted=1/0/1
                pipe/maildrop: transmitted=1/0/1
                lmtp: out=1 transmitted=1/0/1
                error: 5.1.1=0/1/0
                besides: messages_without_size=4
                """);
    }

    @Test
    void messageThatIsRepeatedCountsSoManyTimes() {
        player.play(
                """
                postfix/smtpd[10]: message repeated 3 times: [ NOQUEUE: reject: RCPT from client.example[198.51.100.7]: 550 5.1.1 <x@local.example>: Recipient address rejected: User unknown in local recipient table; from=<a@client.example> to=<x@local.example> proto=ESMTP helo=<client.example>]
                """);
        counts(
                """
                mta:
                smtpd: rejected=3 5.1.1=3/0/0
                """);
    }

    @Test
    void loopsAreDetected() {
        player.play(FROM_CLIENT).play(active(1)).play(GONE);
        player.play(
                """
                postfix/smtp[13]: 4B044238200: to=<user@loop.example>, relay=none, delay=0.1, delays=0/0/0/0.1, dsn=5.4.6, status=bounced (mail for loop.example loops back to myself)
                postfix/cleanup[11]: warning: 5B044238201: too many hops (51)
                postfix/local[13]: 6B044238202: to=<user@local.example>, relay=local, delay=0.1, delays=0/0/0/0.1, dsn=5.4.6, status=bounced (mail forwarding loop for user@local.example)
                """);
        counts(
                """
                mta: in=1 received=1/2000/1 bounced=2 loops=3
                smtpd: in=1 received=1/2000/1 loops=1
                smtp: loops=1 5.4.6=0/1/0
                loop.example: 5.4.6=0/1/0
                local: loops=1 5.4.6=0/1/0
                local.example: 5.4.6=0/1/0
                besides: warnings=1
                """);
    }

    @Test
    void secondConnectOfAProcessEndsTheFirst() {
        player.play(
                """
                postfix/smtpd[10]: connect from client.example[198.51.100.7]
                postfix/smtpd[10]: connect from client.example[198.51.100.8]
                postfix/smtpd[11]: connect from unknown[198.51.100.9]
                """);
        counts(
                """
                mta: in=3 open=2
                smtpd: in=3 open=2
                """);
    }

    @Test
    void restartOfTheMasterEndsAllSessions() {
        player.play(
                """
                postfix/smtpd[10]: connect from client.example[198.51.100.7]
                postfix/smtpd[11]: connect from unknown[198.51.100.9]
                postfix/master[9]: terminating on signal 15
                """);
        counts(
                """
                mta: in=2
                smtpd: in=2
                """);
        player.play(
                """
                postfix/smtpd[10]: connect from client.example[198.51.100.7]
                postfix/postfix-script[8]: starting the Postfix mail system
                postfix/master[9]: daemon started -- version 3.7.11, configuration /etc/postfix
                """);
        counts(
                """
                mta: in=3
                smtpd: in=3
                """);
    }

    @Test
    void postscreenRefusesAssociations() {
        player.play(
                """
                postfix/postscreen[10]: CONNECT from [198.51.100.7]:4711 to [192.0.2.1]:25
                postfix/postscreen[10]: NOQUEUE: reject: CONNECT from [198.51.100.7]:4711: too many connections
                postfix/postscreen[10]: PREGREET 14 after 0.05 from [198.51.100.7]:4711: HELO x\\r\\n
                """);
        counts(
                """
                mta: refused=1
                postscreen: refused=1 'too many connections'
                besides: postscreen_connect=1 postscreen_pregreet=1
                """);
    }

    @Test
    void refusalOfAnAssociationIsNoRefusedMessage() {
        player.play(
                """
                postfix/smtpd[10]: connect from client.example[198.51.100.7]
                postfix/smtpd[10]: NOQUEUE: reject: CONNECT from client.example[198.51.100.7]: 554 5.7.1 <client.example[198.51.100.7]>: Client host rejected: Access denied; proto=SMTP
                postfix/smtpd[10]: NOQUEUE: reject: EHLO from client.example[198.51.100.7]: 554 5.7.1 <x>: Helo command rejected: Access denied; proto=SMTP helo=<x>
                """);
        counts(
                """
                mta: in=1 open=1 refused=1
                smtpd: in=1 open=1 refused=1 5.7.1=2/0/0 '<client.example[198.51.100.7]>: Client host rejected: Access denied'
                """);
    }

    @Test
    void operatorDeletesWhatIsLeft() {
        player.play(FROM_CLIENT).play(active(3)).play(GONE).play(sent("a@fine.example"));
        player.play(active(3));
        player.play(
                """
                postfix/postsuper[20]: 4B044238200: removed
                postfix/postsuper[20]: Deleted: 1 message
                """);
        counts(
                """
                mta: in=1 out=1 received=1/2000/3 transmitted=1/2000/1 relayed=1 deleted=2
                smtpd: in=1 received=1/2000/3
                smtp: out=1 transmitted=1/2000/1
                fine.example: out=1 transmitted=1/2000/1
                """);
    }

    @Test
    void whatIsLeftExpires() {
        player.play(FROM_CLIENT).play(active(3)).play(GONE).play(sent("a@fine.example"));
        player.play(active(3));
        player.play(
                """
                postfix/smtp[14]: connect to mx.refused.example[192.0.2.99]:25: Connection refused
                postfix/smtp[14]: 4B044238200: to=<b@refused.example>, relay=none, delay=432001, delays=432001/0/0/0, dsn=4.4.1, status=deferred (connect to mx.refused.example[192.0.2.99]:25: Connection refused)
                postfix/smtp[14]: 4B044238200: to=<c@refused.example>, relay=none, delay=432001, delays=432001/0/0/0, dsn=4.4.1, status=deferred (connect to mx.refused.example[192.0.2.99]:25: Connection refused)
                postfix/qmgr[12]: 4B044238200: from=<a@client.example>, status=expired, returned to sender
                """);
        player.play(REMOVED);
        counts(
                """
                mta: in=1 out=1 failed=1 received=1/2000/3 transmitted=1/2000/1 relayed=1 expired=2
                smtpd: in=1 received=1/2000/3
                smtp: out=1 failed=1 transmitted=1/2000/1 deferred=2 host-unreachable=2 4.4.1=0/2/0 'mx.refused.example[192.0.2.99]:25: Connection refused'
                fine.example: out=1 transmitted=1/2000/1
                refused.example: failed=1 deferred=2 host-unreachable=2 4.4.1=0/2/0 'mx.refused.example[192.0.2.99]:25: Connection refused'
                """);
    }

    @Test
    void requeuedMessageIsTheSame() {
        player.play(FROM_CLIENT).play(active(2)).play(GONE).play(sent("a@fine.example"));
        player.play(
                """
                postfix/postsuper[20]: 4B044238200: requeued
                postfix/postsuper[20]: Requeued: 1 message
                postfix/pickup[21]: 5C044238201: uid=104 from=<a@client.example> orig_id=4B044238200
                postfix/cleanup[11]: 5C044238201: message-id=<1@client.example>
                postfix/qmgr[12]: 5C044238201: from=<a@client.example>, size=2010, nrcpt=1 (queue active)
                postfix/smtp[14]: 5C044238201: to=<b@fine.example>, relay=mx.fine.example[192.0.2.10]:25, delay=90, delays=90/0/0/0.04, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 9)
                postfix/qmgr[12]: 5C044238201: removed
                """);
        counts(
                """
                mta: in=1 out=2 received=1/2000/2 transmitted=1/2000/2 relayed=2
                smtpd: in=1 received=1/2000/2
                smtp: out=2 transmitted=1/2000/2
                fine.example: out=2 transmitted=1/2000/2
                """);
        assertEquals(
                0, player.memory().stream().filter(line -> line.startsWith("message")).count());
    }

    @Test
    void requeuedOutOfHoldIsReceivedOnce() {
        player.play(FROM_CLIENT).play(GONE);
        player.play(
                """
                postfix/postsuper[20]: 4B044238200: requeued
                postfix/pickup[21]: 5C044238201: uid=104 from=<a@client.example> orig_id=4B044238200
                postfix/cleanup[11]: 5C044238201: message-id=<1@client.example>
                postfix/qmgr[12]: 5C044238201: from=<a@client.example>, size=2010, nrcpt=1 (queue active)
                """);
        counts(
                """
                mta: in=1 received=1/2010/1
                smtpd: in=1 received=1/2010/1
                """);
    }

    @Test
    void probesMoveNothing() {
        player.play(
                """
                postfix/pickup[8755]: E9276238247: uid=0 from=<root>
                postfix/cleanup[8785]: E9276238247: message-id=<20261201025437.E9276238247@mail.example>
                postfix/qmgr[8756]: E9276238247: from=<root@mail.example>, size=314, nrcpt=2 (queue active)
                postfix/smtp[8786]: E9276238247: to=<user@full.example>, relay=mx.full.example[192.0.2.12]:25, delay=0.02, delays=0.01/0/0/0.01, dsn=4.2.2, status=undeliverable (host mx.full.example[192.0.2.12] said: 452 4.2.2 The mailbox is over quota (in reply to RCPT TO command))
                postfix/smtp[8830]: E9276238247: to=<user@fine.example>, relay=mx.fine.example[192.0.2.10]:25, delay=0.02, delays=0.01/0/0/0.01, dsn=2.1.5, status=deliverable (250 2.1.5 Ok)
                postfix/qmgr[8756]: E9276238247: removed
                postfix/cleanup[8785]: A9276238248: message-id=<20261201025437.A9276238248@mail.example>
                postfix/qmgr[8756]: A9276238248: from=<double-bounce@mail.example>, size=300, nrcpt=1 (queue active)
                postfix/smtp[8830]: A9276238248: to=<user@fine.example>, relay=mx.fine.example[192.0.2.10]:25, delay=0.02, delays=0.01/0/0/0.01, dsn=2.1.5, status=deliverable (250 2.1.5 Ok)
                postfix/qmgr[8756]: A9276238248: removed
                """);
        counts("mta:");
    }

    @Test
    void recipientRefusedBeforeAnAcceptedOneRejectsNoMessage() {
        player.play(
                """
                postfix/smtpd[10]: connect from client.example[198.51.100.7]
                postfix/smtpd[10]: NOQUEUE: reject: RCPT from client.example[198.51.100.7]: 550 5.1.1 <x@local.example>: Recipient address rejected: User unknown in local recipient table; from=<a@client.example> to=<x@local.example> proto=ESMTP helo=<client.example>
                """);
        player = player.again();
        player.play(
                """
                postfix/smtpd[10]: 4B044238200: client=client.example[198.51.100.7]
                postfix/cleanup[11]: 4B044238200: message-id=<1@client.example>
                postfix/smtpd[10]: disconnect from client.example[198.51.100.7] ehlo=1 mail=1 rcpt=1/2 data=1 quit=1 commands=5/6
                """);
        counts(
                """
                mta: in=1
                smtpd: in=1 5.1.1=1/0/0
                """);
    }

    @Test
    void contentRefusedAfterARefusedRecipientIsOneRefusedTransaction() {
        player.play(
                """
                postfix/smtpd[10]: connect from client.example[198.51.100.7]
                postfix/smtpd[10]: NOQUEUE: reject: RCPT from client.example[198.51.100.7]: 550 5.1.1 <x@local.example>: Recipient address rejected: User unknown in local recipient table; from=<a@client.example> to=<x@local.example> proto=ESMTP helo=<client.example>
                postfix/smtpd[10]: 4B044238200: client=client.example[198.51.100.7]
                postfix/smtpd[10]: 4B044238200: reject: DATA from client.example[198.51.100.7]: 554 5.7.1 <DATA>: Data command rejected: no; from=<a@client.example> to=<y@local.example> proto=ESMTP helo=<client.example>
                postfix/smtpd[10]: disconnect from client.example[198.51.100.7] ehlo=1 mail=1 rcpt=1/2 data=0/1 quit=1 commands=4/6
                """);
        counts(
                """
                mta: in=1
                smtpd: in=1 rejected=1 5.1.1=1/0/0 5.7.1=1/0/0
                """);
    }

    @Test
    void deliveryDuringASessionLeavesItOpen() {
        player.play("postfix/smtpd[10]: connect from client.example[198.51.100.7]\n");
        player.play(sent("user@fine.example"));
        counts(
                """
                mta: in=1 open=1 out=1 transmitted=1/0/1 relayed=1
                smtpd: in=1 open=1
                smtp: out=1 transmitted=1/0/1
                fine.example: out=1 transmitted=1/0/1
                besides: messages_without_size=1
                """);
        assertEquals(1, player.now().associations().size());
        player.play(GONE);
        counts(
                """
                mta: in=1 out=1 transmitted=1/0/1 relayed=1
                smtpd: in=1
                smtp: out=1 transmitted=1/0/1
                fine.example: out=1 transmitted=1/0/1
                besides: messages_without_size=1
                """);
    }

    @Test
    void mailWithoutADomainIsNoDestinationOfItsOwn() {
        player.play(
                """
                postfix/local[13]: AAAAAA238200: to=<root>, relay=local, delay=0.1, delays=0/0/0/0.1, dsn=2.0.0, status=sent (delivered to mailbox)
                """);
        counts(
                """
                mta: transmitted=1/0/1 delivered=1
                other: transmitted=1/0/1
                local: transmitted=1/0/1
                besides: messages_without_size=1
                """);
    }

    @Test
    void retryByTheSameProcessIsANewAssociation() {
        var later =
                """
                postfix/smtp[14]: 4B044238200: to=<c@full.example>, relay=mx.full.example[192.0.2.12]:25, delay=0.12, delays=0.01/0.06/0.01/0.04, dsn=4.2.2, status=deferred (host mx.full.example[192.0.2.12] said: 452 4.2.2 The mailbox is over quota (in reply to RCPT TO command))
                """;
        player.play(FROM_CLIENT).play(active(1)).play(GONE).play(later);
        player = player.again();
        player.play(active(1));
        player = player.again();
        player.play(later);
        counts(
                """
                mta: in=1 out=2 received=1/2000/1
                smtpd: in=1 received=1/2000/1
                smtp: out=2 deferred=2 mailbox-full=2 4.2.2=0/0/2
                full.example: out=2 deferred=2 mailbox-full=2 4.2.2=0/0/2
                """);
    }
}

package org.mailgauge.truth;

import org.mailgauge.address.IpAddress;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Something that happens to the MTA over real sessions. What a manager sees change by it, all of
 * it, is in {@code truth/NAME.txt}.
 */
enum Scenario {
    /** The MTA starts; before, there is nothing. */
    STARTS(_ -> {}, _ -> {}),

    /** A client connects and is greeted. */
    SESSION_OPENS(_ -> {}, w -> w.connect().expect("220")),

    /** A client that was greeted leaves after five seconds. */
    SESSION_ENDS(
            Scenario::oneClient,
            w -> {
                w.advance(Duration.ofSeconds(5));
                w.client().quit();
            }),

    /** A second connection from one address is refused. */
    SESSION_REFUSED(Scenario::oneClient, w -> w.connect().expect("421")),

    /** A user connects to the submission service. */
    SUBMISSION_OPENS(_ -> {}, w -> w.connect(World.SUBMISSION, World.STRANGER).expect("220")),

    /** A message of 20,xxx octets to two recipients is accepted; its route holds it. */
    MESSAGE_RECEIVED(
            Scenario::oneClient,
            w -> w.client().message(content("1", 20), "250", "a@held.test", "b@held.test")),

    /** A message to two recipients comes by LMTP: each has a reply of its own. */
    LMTP_RECEIVED(
            _ -> {},
            w ->
                    w.connect(World.LMTP, World.STRANGER)
                            .greetByLmtp()
                            .message(content("1", 20), "250", "a@held.test", "b@held.test")
                            .expect("250")),

    /**
     * A message to three goes by LMTP to a local socket: one is taken, one put off, one refused.
     */
    LMTP_RELAYED(
            w -> {
                w.mailboxes
                        .answer(
                                "CONTENT",
                                "250 2.0.0 stored\r\n452 4.2.2 over quota\r\n552 5.2.3 too long")
                        .open();
                oneClient(w);
            },
            w ->
                    w.client()
                            .message(
                                    content("1", 20),
                                    "250",
                                    "a@boxes.test",
                                    "b@boxes.test",
                                    "c@boxes.test")),

    /** Nobody may relay to that domain: the transaction ends with nobody accepted. */
    TRANSACTION_REJECTED(
            Scenario::oneClient,
            w ->
                    w.client()
                            .say("MAIL FROM:<sender@client.test>", "250")
                            .say("RCPT TO:<a@elsewhere.test>", "550")
                            .say("RSET", "250")),

    /** A message that has been through more than a hundred MTAs. */
    LOOP(
            Scenario::oneClient,
            w ->
                    w.client()
                            .message(
                                    "Received: by x\r\n".repeat(101) + content("1", 1),
                                    "554",
                                    "a@hop.test")),

    /** A message whose route drops it. */
    DISCARDED(
            Scenario::oneClient,
            w -> w.client().message(content("1", 20), "250", "a@dropped.test")),

    /** A message comes for a next hop that refuses connections. */
    HOP_UNREACHABLE(
            Scenario::oneClient, w -> w.client().message(content("1", 20), "250", "a@hop.test")),

    /** A message comes for a next hop that takes it. */
    RELAYED(
            w -> {
                w.hop.open();
                oneClient(w);
            },
            w -> w.client().message(content("1", 20), "250", "a@hop.test", "b@hop.test")),

    /** A message has been taken, and its association waits for another. */
    LINGERS(
            w -> {
                w.hop.open();
                oneClient(w);
            },
            w -> w.client().message(content("1", 20), "250", "a@hop.test")),

    /** Another message comes for an association that waits: it needs none of its own. */
    REUSED(
            Scenario::lingering,
            w -> {
                w.advance(Duration.ofSeconds(5));
                w.client().message(content("2", 20), "250", "b@hop.test");
            }),

    /** An association has waited long enough. */
    LINGER_ENDS(Scenario::lingering, w -> w.advance(World.LINGER)),

    /** A next hop has greeted us and is silent after the content. */
    HOP_SILENT(
            w -> {
                w.hop.answer("CONTENT", "").open();
                oneClient(w);
            },
            w -> w.client().message(content("1", 20), "250", "a@hop.test")),

    /** A next hop refuses the recipient for good. */
    BOUNCED(
            w -> {
                w.hop.answer("RCPT", "550 5.1.1 no such user").open();
                oneClient(w);
            },
            w -> w.client().message(content("1", 20), "250", "a@hop.test")),

    /** A next hop refuses the recipient for now. */
    PUT_OFF(
            w -> {
                w.hop.answer("RCPT", "451 4.2.1 come again").open();
                oneClient(w);
            },
            w -> w.client().message(content("1", 20), "250", "a@hop.test")),

    /** A next hop is back at the next retry, and takes what waited. */
    RETRIED(
            w -> {
                waiting(w);
                w.hop.open();
            },
            w -> w.advance(Duration.ofMinutes(6))),

    /** A message is given up. */
    EXPIRED(
            Scenario::waiting,
            w -> {
                w.advance(Duration.ofMinutes(6));
                w.await("applFailedOutboundAssociations[mta]", "2");
                w.advance(Duration.ofMinutes(3));
            }),

    /** A message is late: its sender is told, whose mail is held. */
    DELAYED(
            w -> {
                waiting(w);
                w.advance(Duration.ofMinutes(6));
                w.await("applFailedOutboundAssociations[mta]", "2");
            },
            w -> w.advance(World.DELAY.minusMinutes(6))),

    /** 8-bit content goes to a next hop that takes only 7 bits. */
    CONVERTED(
            w -> {
                w.hop.answer("EHLO", "250 hop.test").open();
                oneClient(w);
            },
            w ->
                    w.client()
                            .say("MAIL FROM:<sender@client.test> BODY=8BITMIME", "250")
                            .say("RCPT TO:<a@hop.test>", "250")
                            .say("DATA", "354")
                            .say(
                                    "Subject: x\r\n\r\n"
                                            + ("\u00e4".repeat(98) + "\r\n").repeat(100)
                                            + ".",
                                    "250")),

    /** 8-bit content for a next hop that takes only 7 bits, and it cannot be converted. */
    UNCONVERTIBLE(
            w -> {
                w.hop.answer("EHLO", "250 hop.test").open();
                oneClient(w);
            },
            w ->
                    w.client()
                            .say("MAIL FROM:<sender@client.test> BODY=8BITMIME", "250")
                            .say("RCPT TO:<a@hop.test>", "250")
                            .say("DATA", "354")
                            .say("From: \u00e4xy\r\n\r\nz\r\n.", "250")),

    /** A message comes by SMTP for two mailboxes of ours. */
    LOCAL_DELIVERED(
            Scenario::oneClient,
            w ->
                    w.client()
                            .message(
                                    content("1", 20),
                                    "250",
                                    World.ANNA.toString(),
                                    World.EVE.toString())),

    /** One of two mailboxes has no room: the message waits for it. */
    LOCAL_PUT_OFF(
            w -> {
                w.fill(World.ANNA);
                oneClient(w);
            },
            w ->
                    w.client()
                            .message(
                                    content("1", 20),
                                    "250",
                                    World.ANNA.toString(),
                                    World.EVE.toString())),

    /** The mailbox has room when the operator has it tried again. */
    LOCAL_RETRIED(
            w -> {
                w.fill(World.ANNA);
                oneClient(w);
                w.client().message(content("1", 20), "250", World.ANNA.toString());
                w.await("mtaGroupStoredMessages[deferred]", "1");
                w.client().quit();
                w.await("applInboundAssociations[mta]", "0");
                w.empty(World.ANNA);
            },
            World::retry),

    /** Senders are told at once of a mailbox without room; this one is local. */
    LOCAL_BOUNCED(
            w -> {
                w.refuseForGood();
                w.fill(World.ANNA);
                oneClient(w);
            },
            w ->
                    w.client()
                            .say("MAIL FROM:<" + World.EVE + ">", "250")
                            .say("RCPT TO:<" + World.ANNA + ">", "250")
                            .say("DATA", "354")
                            .say(content("1", 20) + ".", "250")),

    /** A message comes back to a mailbox that had it; its sender has none. */
    LOCAL_LOOP(
            Scenario::oneClient,
            w ->
                    w.client()
                            .say("MAIL FROM:<>", "250")
                            .say("RCPT TO:<" + World.ANNA + ">", "250")
                            .say("DATA", "354")
                            .say(
                                    "Delivered-To: anna@local.test\r\n" + content("1", 20) + ".",
                                    "250")),

    /** A message comes by LMTP for two mailboxes. */
    LMTP_DELIVERED(
            _ -> {},
            w ->
                    w.connect(World.LMTP, World.STRANGER)
                            .greetByLmtp()
                            .message(
                                    content("1", 20),
                                    "250",
                                    World.ANNA.toString(),
                                    World.EVE.toString())
                            .expect("250")),

    /** One of two mailboxes has no room, and LMTP says so. */
    LMTP_HALF(
            w -> w.fill(World.ANNA),
            w ->
                    w.connect(World.LMTP, World.STRANGER)
                            .greetByLmtp()
                            .message(
                                    content("1", 20),
                                    "452 4.2.2",
                                    World.ANNA.toString(),
                                    World.EVE.toString())
                            .expect("250")),

    /** No mailbox has room. */
    LMTP_FULL(
            w -> w.fill(World.ANNA),
            w ->
                    w.connect(World.LMTP, World.STRANGER)
                            .greetByLmtp()
                            .message(content("1", 20), "452 4.2.2", World.ANNA.toString())),

    /** The server with mailboxes starts POP3 too. */
    POP3_OPENS(_ -> {}, w -> w.connect(World.POP3, World.STRANGER).expect("+OK")),

    /** A user who does not know the password leaves after five seconds. */
    POP3_ENDS(
            Scenario::onePop3,
            w -> {
                w.advance(Duration.ofSeconds(5));
                w.client().say("USER anna", "+OK").say("PASS wrong", "-ERR").leave();
            }),

    /** A second connection from one address is refused. */
    POP3_REFUSED(Scenario::onePop3, w -> w.connect(World.POP3, World.STRANGER).expect("-ERR")),

    /** A user is gone in the middle of a message. */
    POP3_LOST(
            w -> {
                var client = w.connect(World.LMTP, World.STRANGER).greetByLmtp();
                client.message(content("1", 200), "250", World.ANNA.toString());
                client.quit();
                w.await("applInboundAssociations[mta]", "0");
                var user = w.connect(World.POP3, World.STRANGER);
                user.login(World.PASSWORD, "+OK").say("DELE 1", "+OK").say("RSET", "+OK");
                user.say("RETR 1", "+OK");
                w.await("applInboundAssociations[pop3]", "1");
            },
            w -> w.lastClient().close()),

    /** The server with mailboxes starts IMAP too. */
    IMAP_OPENS(_ -> {}, w -> w.connect(World.IMAP, World.STRANGER).expect("* OK")),

    /** A user who does not know the password leaves after five seconds. */
    IMAP_ENDS(
            Scenario::oneImap,
            w -> {
                w.advance(Duration.ofSeconds(5));
                w.client().say("a LOGIN anna wrong", "a NO").logOut();
            }),

    /** A second connection from one address is refused. */
    IMAP_REFUSED(Scenario::oneImap, w -> w.connect(World.IMAP, World.STRANGER).expect("* BYE")),

    /** A user is gone in IDLE. */
    IMAP_LOST(
            w -> {
                oneImap(w);
                w.client().say("a LOGIN anna \"" + World.PASSWORD + '"', "a OK");
                w.client().say("a IDLE", "+");
            },
            w -> w.lastClient().close()),

    /** As many strangers as may come are there. */
    CONGESTED(
            _ -> {},
            w -> {
                w.connect().expect("220");
                var other = IpAddress.parse("192.0.2.8").orElseThrow();
                w.connect(World.SMTP, other).expect("220");
                w.advance(Duration.ofMillis(500));
            }),

    /** Half a minute passes while a message waits. */
    TIME_PASSES(Scenario::waiting, w -> w.advance(Duration.ofSeconds(30))),

    /** The MTA stops. */
    STOPS(_ -> {}, w -> w.mta().stop(Duration.ZERO));

    @SuppressWarnings("ImmutableEnumChecker") // lambdas that hold nothing
    private final Consumer<World> prepare;

    @SuppressWarnings("ImmutableEnumChecker")
    private final Consumer<World> act;

    Scenario(Consumer<World> prepare, Consumer<World> act) {
        this.prepare = prepare;
        this.act = act;
    }

    /** What must have happened before. */
    void prepare(World world) {
        prepare.accept(world);
    }

    /** What happens. */
    void act(World world) {
        act.accept(world);
    }

    /** In which kind of world it happens. */
    World.Kind kind() {
        return switch (this) {
            case LINGERS, REUSED, LINGER_ENDS -> World.Kind.LINGERING;
            case DELAYED -> World.Kind.TELLS_OF_DELAYS;
            case LOCAL_DELIVERED,
                    LOCAL_PUT_OFF,
                    LOCAL_RETRIED,
                    LOCAL_BOUNCED,
                    LOCAL_LOOP,
                    LMTP_DELIVERED,
                    LMTP_HALF,
                    LMTP_FULL,
                    POP3_OPENS,
                    POP3_ENDS,
                    POP3_REFUSED,
                    POP3_LOST,
                    IMAP_OPENS,
                    IMAP_ENDS,
                    IMAP_REFUSED,
                    IMAP_LOST ->
                    World.Kind.MAILBOXES;
            default -> World.Kind.PLAIN;
        };
    }

    /**
     * Whether deliveries run at a time that retries choose by chance, so that ages are compared in
     * words.
     */
    boolean atSomeTime() {
        return this == RETRIED || this == EXPIRED || this == DELAYED;
    }

    /** The name of its page. */
    String page() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void onePop3(World world) {
        world.connect(World.POP3, World.STRANGER).expect("+OK");
        world.await("applInboundAssociations[pop3]", "1");
    }

    private static void oneImap(World world) {
        world.connect(World.IMAP, World.STRANGER).expect("* OK");
        world.await("applInboundAssociations[imap]", "1");
    }

    private static void oneClient(World world) {
        world.connect().greet();
        world.await("applInboundAssociations[mta]", "1");
    }

    /** A message waits for its next retry, and its client has gone. */
    private static void waiting(World world) {
        oneClient(world);
        world.client().message(content("1", 20), "250", "a@hop.test");
        world.await("mtaGroupStoredMessages[deferred]", "1");
        world.client().quit();
        world.await("applInboundAssociations[mta]", "0");
    }

    /** A message has been taken; its association waits. */
    private static void lingering(World world) {
        world.hop.open();
        oneClient(world);
        world.client().message(content("1", 20), "250", "a@hop.test");
        world.await("mtaTransmittedMessages[mta]", "1");
        world.await("mtaGroupOutboundAssociations[hop.test]", "1");
    }

    /** A header section with that Message-ID and a body of so many thousand octets. */
    static String content(String id, int thousands) {
        return "Message-ID: <"
                + id
                + "@client.test>\r\n\r\n"
                + ("x".repeat(98) + "\r\n").repeat(thousands * 10);
    }
}

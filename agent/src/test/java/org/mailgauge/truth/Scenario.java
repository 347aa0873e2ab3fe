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

    /** 8-bit content for a next hop that takes only 7 bits. */
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
                            .say("Subject: x\r\n\r\n\u00e4\r\n.", "250")),

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

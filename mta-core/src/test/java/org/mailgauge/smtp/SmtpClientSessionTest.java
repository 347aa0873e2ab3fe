package org.mailgauge.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.Mailbox;
import org.mailgauge.address.ReversePath;
import org.mailgauge.smtp.SmtpClientAction.Settle;
import org.mailgauge.smtp.SmtpReplyParser.Result;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class SmtpClientSessionTest {
    private static final SmtpClientSession SESSION =
            new SmtpClientSession(MailProtocol.SMTP, "me.test");
    private static final SmtpClientSession LMTP =
            new SmtpClientSession(MailProtocol.LMTP, "me.test");

    static Stream<ClientChat> chats() {
        return ClientChat.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("chats")
    void dialogue(ClientChat chat) {
        new Player(chat).play();
    }

    /** Plays a dialogue against the pure session; every line of it must come, in its order. */
    private static final class Player {
        private static final SmtpReply CLOSED =
                SmtpReply.of(451, 4, 2, "Connection lost: closed by the next hop");

        private final ClientChat chat;
        private final SmtpClientSession session;
        private int at;
        private @Nullable SmtpTransaction inHand;
        private boolean again;

        Player(ClientChat chat) {
            this.chat = chat;
            session = new SmtpClientSession(chat.protocol(), "me.test");
        }

        void play() {
            do {
                again = false;
                var step = session.start();
                var input = perform(step.actions());
                while (input != null) {
                    step = session.on(step.next(), input);
                    input = perform(step.actions());
                }
                assertInstanceOf(SmtpClientState.Gone.class, step.next());
            } while (again);
            assertEquals(
                    List.of(), chat.lines().subList(at, chat.lines().size()), "nothing is left");
        }

        private @Nullable SmtpClientInput perform(List<SmtpClientAction> actions) {
            SmtpClientInput answer = null;
            for (var action : actions) {
                answer = perform(action);
            }
            return answer;
        }

        private @Nullable SmtpClientInput perform(SmtpClientAction action) {
            switch (action) {
                case SmtpClientAction.Send(var lines) -> lines.forEach(line -> expect('C', line));
                case SmtpClientAction.EndOutput _,
                        SmtpClientAction.Opened _,
                        SmtpClientAction.Usable _,
                        SmtpClientAction.Close _ -> {}
                case SmtpClientAction.Itself(var said) -> expect('I', said.toString());
                case SmtpClientAction.Unusable(var why) -> expect('U', why.toString());
                case SmtpClientAction.ErrorReply(int recipient, var reply) ->
                        expect('E', recipient + " " + reply);
                case SmtpClientAction.Convert _ -> {
                    return conversion();
                }
                case SmtpClientAction.OurRefusal(var reply) -> expect('O', reply.toString());
                case SmtpClientAction.Known(int recipient, var result) ->
                        expect('K', recipient + " " + ClientChat.shown(result));
                case SmtpClientAction.Settle(var results, boolean uncertain) -> {
                    expect('R', ClientChat.shown(results, uncertain));
                    inHand = null;
                }
                case SmtpClientAction.Again _ -> {
                    expect('A', "again");
                    again = true;
                }
                case SmtpClientAction.Await _ -> {
                    return reply();
                }
                case SmtpClientAction.SendContent _ -> {
                    expect('C', "(content)");
                    return new SmtpClientInput.ContentSent();
                }
                case SmtpClientAction.Next _ -> {
                    return next();
                }
            }
            return null;
        }

        private SmtpClientInput conversion() {
            assertEquals('V', peek());
            var text = chat.lines().get(at++).text();
            return text.equals(ClientChat.UNCONVERTIBLE)
                    ? new SmtpClientInput.Unconvertible()
                    : new SmtpClientInput.SevenBit(Long.parseLong(text));
        }

        private SmtpClientInput next() {
            if (inHand == null && peek() == 'J') {
                inHand = ClientChat.transaction(chat.lines().get(at++).text());
            }
            return inHand != null
                    ? new SmtpClientInput.Begin(inHand)
                    : new SmtpClientInput.NoMore();
        }

        private SmtpClientInput reply() {
            if (peek() == 'X') {
                return chat.lines().get(at++).text().equals("timeout")
                        ? new SmtpClientInput.Timeout()
                        : new SmtpClientInput.Broken(CLOSED);
            }
            var parser = new SmtpReplyParser();
            while (peek() == 'S') {
                var octets =
                        (chat.lines().get(at++).text() + "\r\n")
                                .getBytes(StandardCharsets.ISO_8859_1);
                switch (parser.feed(octets, 0, octets.length).result()) {
                    case Result.Complete(var reply) -> {
                        return new SmtpClientInput.Reply(reply);
                    }
                    case Result.Malformed(var why) -> {
                        return new SmtpClientInput.Malformed(why);
                    }
                    case Result.NeedMore _ -> {}
                }
            }
            return fail(chat + ": a reply is awaited before line " + (at + 1));
        }

        private char peek() {
            return at < chat.lines().size() ? chat.lines().get(at).kind() : ' ';
        }

        private void expect(char kind, String text) {
            var wanted = at < chat.lines().size() ? chat.lines().get(at).toString() : "the end";
            at++;
            assertEquals(wanted, new ClientChat.Line(kind, text).toString(), () -> chat + ":" + at);
        }
    }

    // --- what no dialogue shows
    // ------------------------------------------------------------------------------

    private static SmtpTransaction to(int recipients) {
        return to(recipients, false);
    }

    private static SmtpTransaction to(int recipients, boolean eightBit) {
        var to =
                IntStream.range(0, recipients)
                        .mapToObj(i -> new ForwardPath(new Mailbox("r" + i, "y.test")))
                        .toList();
        return new SmtpTransaction(new ReversePath.Null(), to, 10, eightBit);
    }

    private static SmtpClientSession.Step ready(String... ehloLines) {
        var step = SESSION.on(SESSION.start().next(), reply(220, "mx"));
        var lines = new ArrayList<>(List.of("mx"));
        lines.addAll(List.of(ehloLines));
        return SESSION.on(step.next(), new SmtpClientInput.Reply(new SmtpReply(250, null, lines)));
    }

    private static SmtpClientInput reply(int code, String text) {
        return new SmtpClientInput.Reply(SmtpReply.plain(code, text));
    }

    @Test
    void manyRecipientsGoInGroupsWhoseRepliesAreReadInBetween() {
        var step = ready("PIPELINING");
        step = SESSION.on(step.next(), new SmtpClientInput.Begin(to(250)));
        var groups = new ArrayList<Integer>();
        int replies = 0;
        while (!(step.next() instanceof SmtpClientState.Sending)) {
            for (var action : step.actions()) {
                if (action instanceof SmtpClientAction.Send(var lines)) {
                    groups.add(lines.size());
                    replies += lines.size();
                }
            }
            replies--;
            boolean data = groups.size() == 3 && replies == 0;
            step = SESSION.on(step.next(), data ? reply(354, "go") : reply(250, "ok"));
        }
        assertEquals(List.of(100, 100, 52), groups);
        step = SESSION.on(step.next(), new SmtpClientInput.ContentSent());
        step = SESSION.on(step.next(), reply(250, "all"));
        var settle = assertInstanceOf(Settle.class, step.actions().getFirst());
        assertEquals(250, settle.results().size());
        assertTrue(
                settle.results().stream()
                        .allMatch(result -> result instanceof RecipientResult.Accepted));
    }

    @Test
    void aRefusalInTheMiddleOfTheContentIsTheResult() {
        var step = sending();
        step = SESSION.on(step.next(), reply(552, "too much"));
        assertInstanceOf(SmtpClientAction.ErrorReply.class, step.actions().get(0));
        var settle = assertInstanceOf(Settle.class, step.actions().get(1));
        assertEquals("refused 552 too much", ClientChat.shown(settle.results(), false));
        assertInstanceOf(SmtpClientState.Gone.class, step.next());
    }

    @Test
    void anAcceptanceInTheMiddleOfTheContentIsNone() {
        var step = sending();
        step = SESSION.on(step.next(), reply(250, "thanks"));
        var settle = assertInstanceOf(Settle.class, step.actions().getFirst());
        assertInstanceOf(RecipientResult.TryLater.class, settle.results().getFirst());
    }

    private static SmtpClientSession.Step sending() {
        var step = ready("PIPELINING");
        step = SESSION.on(step.next(), new SmtpClientInput.Begin(to(1)));
        step = SESSION.on(step.next(), reply(250, "ok"));
        step = SESSION.on(step.next(), reply(250, "ok"));
        return SESSION.on(step.next(), reply(354, "go"));
    }

    @Test
    @DisplayName("a reply to nothing is no answer to the next message, which begins elsewhere")
    void aReplyToNothingEndsTheAssociation() {
        for (var surplus : List.of(reply(250, "ok"), reply(550, "no"))) {
            var step = SESSION.on(sending().next(), new SmtpClientInput.ContentSent());
            step = SESSION.on(step.next(), reply(250, "queued"));
            step = SESSION.on(step.next(), surplus);
            assertEquals(
                    List.of(new SmtpClientAction.Again(), new SmtpClientAction.Close()),
                    step.actions());
            assertInstanceOf(SmtpClientState.Gone.class, step.next());
        }
    }

    @Test
    void aReplyToNothingBeforeTheFirstMessageMakesItWait() {
        var step = SESSION.on(ready().next(), reply(550, "no"));
        assertEquals(
                List.of(
                        new SmtpClientAction.Unusable(
                                SmtpReply.of(451, 5, 0, "Unexpected: 550 no to nothing")),
                        new SmtpClientAction.Close()),
                step.actions());
    }

    @Test
    void addressesBeyondAsciiAreNotSent() {
        var odd =
                new SmtpTransaction(
                        new ReversePath.Null(),
                        List.of(new ForwardPath(new Mailbox("b\r\nDATA", "y.test"))),
                        10,
                        false);
        var step = SESSION.on(ready().next(), new SmtpClientInput.Begin(odd));
        assertEquals(
                new SmtpClientAction.OurRefusal(
                        SmtpReply.of(553, 6, 7, "Addresses beyond ASCII cannot be sent")),
                step.actions().getFirst());
        var settle = assertInstanceOf(Settle.class, step.actions().get(1));
        assertInstanceOf(RecipientResult.Unfit.class, settle.results().getFirst());
    }

    /**
     * Random inputs in every state: no exception, one result set per message, no false Accepted.
     */
    @Test
    void randomInputsNeverThrowAndSettleEachMessageOnce() {
        for (int seed = 0; seed < 10_000; seed++) {
            new Fuzz(SESSION, seed).run();
            new Fuzz(LMTP, seed).run();
        }
    }

    private static final class Fuzz {
        private final SmtpClientSession session;
        private final SplittableRandom random;
        private final int seed;
        private boolean open;
        private boolean dotReply;
        private final Map<Integer, RecipientResult> known = new HashMap<>();

        Fuzz(SmtpClientSession session, int seed) {
            this.session = session;
            this.seed = seed;
            random = new SplittableRandom(seed);
        }

        void run() {
            var step = session.start();
            for (int i = 0; i < 60 && !(step.next() instanceof SmtpClientState.Gone); i++) {
                var input = input(step.next());
                dotReply =
                        step.next() instanceof SmtpClientState.Dotted
                                && input instanceof SmtpClientInput.Reply(var reply)
                                && reply.code() / 100 == 2;
                if (input instanceof SmtpClientInput.Begin
                        && step.next() instanceof SmtpClientState.Ready) {
                    open = true;
                    known.clear();
                }
                step = session.on(step.next(), input);
                step.actions().forEach(this::check);
            }
            if (step.next() instanceof SmtpClientState.Gone) {
                assertTrue(!open, "seed " + seed + ": settled");
            }
        }

        private void check(SmtpClientAction action) {
            switch (action) {
                case SmtpClientAction.Settle(var results, boolean _) -> {
                    assertTrue(open, "seed " + seed + ": settled once");
                    open = false;
                    known.forEach((at, result) -> assertEquals(result, results.get(at)));
                    long accepted =
                            results.stream()
                                    .filter(result -> result instanceof RecipientResult.Accepted)
                                    .count();
                    long before =
                            known.values().stream()
                                    .filter(result -> result instanceof RecipientResult.Accepted)
                                    .count();
                    assertTrue(
                            accepted == before || dotReply,
                            "seed " + seed + ": accepted by the dot");
                }
                case SmtpClientAction.Known(int recipient, var result) -> {
                    assertTrue(open && known.put(recipient, result) == null, "seed " + seed);
                    boolean accepted = result instanceof RecipientResult.Accepted;
                    assertTrue(!accepted || dotReply, "seed " + seed + ": known by the dot");
                }
                case SmtpClientAction.Again _ -> open = false;
                case SmtpClientAction.Send _,
                        SmtpClientAction.EndOutput _,
                        SmtpClientAction.Await _,
                        SmtpClientAction.SendContent _,
                        SmtpClientAction.Next _,
                        SmtpClientAction.Opened _,
                        SmtpClientAction.Itself _,
                        SmtpClientAction.Usable _,
                        SmtpClientAction.Unusable _,
                        SmtpClientAction.ErrorReply _,
                        SmtpClientAction.Convert _,
                        SmtpClientAction.OurRefusal _,
                        SmtpClientAction.Close _ -> {}
            }
        }

        /** Mostly what fits the state, so that all of them are reached. */
        private SmtpClientInput input(SmtpClientState state) {
            int dice = random.nextInt(40);
            if (dice == 0) {
                return new SmtpClientInput.Timeout();
            }
            if (dice == 1) {
                return new SmtpClientInput.Malformed("x");
            }
            if (dice == 2) {
                return new SmtpClientInput.Broken(SmtpReply.of(451, 4, 2, "lost"));
            }
            if (dice == 3) {
                return new SmtpClientInput.ContentSent();
            }
            return switch (state) {
                case SmtpClientState.Ready _ ->
                        random.nextInt(5) == 0
                                ? new SmtpClientInput.NoMore()
                                : new SmtpClientInput.Begin(
                                        to(1 + random.nextInt(4), random.nextInt(3) == 0));
                case SmtpClientState.Sending _ -> new SmtpClientInput.ContentSent();
                case SmtpClientState.Converting _ ->
                        random.nextInt(3) == 0
                                ? new SmtpClientInput.Unconvertible()
                                : new SmtpClientInput.SevenBit(20);
                case SmtpClientState.Greeting _ -> reply(random.nextInt(9) == 0 ? 554 : 220, "mx");
                case SmtpClientState.EhloSent _ -> ehlo();
                case SmtpClientState.HeloSent _,
                        SmtpClientState.Commanding _,
                        SmtpClientState.Dotted _,
                        SmtpClientState.EmptyDotted _,
                        SmtpClientState.Quitting _,
                        SmtpClientState.Gone _ ->
                        reply(CODES[random.nextInt(CODES.length)], "x");
            };
        }

        private SmtpClientInput ehlo() {
            var lines = random.nextBoolean() ? List.of("mx", "PIPELINING") : List.of("mx");
            return new SmtpClientInput.Reply(new SmtpReply(250, null, lines));
        }

        private static final int[] CODES = {
            250, 250, 250, 250, 250, 250, 354, 354, 451, 550, 421, 552, 220, 503
        };
    }
}

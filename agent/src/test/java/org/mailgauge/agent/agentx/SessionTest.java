package org.mailgauge.agent.agentx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.agent.agentx.AgentxConfig.Master;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.VariableBinding;

import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The session alone, with time and packets in the test's hands. */
class SessionTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int NUMBER = 77;
    private static final OID FIRST = new OID("1.3.6.1.2.1.28.1.1.1");
    private static final OID SECOND_REGION = new OID("1.3.6.1.2.1.28.1.1.2");
    private static final AgentxConfig CONFIG =
            new AgentxConfig(
                    new Master.Local("/run/agentx"),
                    List.of(FIRST, SECOND_REGION),
                    10,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(15),
                    "Mailgauge",
                    new OID("1.3.6.1.4.1.1"));

    private final Session session = new Session(CONFIG);
    private long now = 100 * SECOND;
    private State state = Session.start(now);
    private List<Action> done = List.of();

    private void on(Input input) {
        var step = session.on(state, input, now);
        state = step.next();
        done = step.actions();
    }

    private void pass(long seconds) {
        now += seconds * SECOND;
        on(new Input.Passed());
    }

    /** The one packet that is sent now. */
    private Packet sent() {
        var sent = new ArrayList<Packet>();
        for (var action : done) {
            if (action instanceof Action.Send(var packet)) {
                sent.add(packet);
            }
        }
        assertEquals(1, sent.size(), done.toString());
        return sent.getFirst();
    }

    private boolean silent() {
        return done.stream().noneMatch(Action.Send.class::isInstance);
    }

    private <E extends Event> Optional<E> event(Class<E> kind) {
        return done.stream()
                .filter(Action.Happened.class::isInstance)
                .map(action -> ((Action.Happened) action).event())
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst();
    }

    /** The master answers what was sent last. */
    private void answer(Packet asked, int error) {
        answer(asked, NUMBER, new Pdu.Response(4711, error, 0, List.of()));
    }

    private void answer(Packet asked, int number, Pdu pdu) {
        var header = asked.header();
        on(
                new Input.Came(
                        new Packet(
                                new Header(
                                        Pdu.Response.TYPE,
                                        ByteOrder.LITTLE_ENDIAN,
                                        false,
                                        number,
                                        header.transaction(),
                                        header.packet()),
                                new OctetString(),
                                pdu)));
    }

    private void ask(Pdu pdu, int number, String context) {
        on(
                new Input.Came(
                        new Packet(
                                new Header(
                                        pdu.type(),
                                        ByteOrder.LITTLE_ENDIAN,
                                        !context.isEmpty(),
                                        number,
                                        8,
                                        9),
                                new OctetString(context),
                                pdu)));
    }

    private static Pdu.Get get() {
        return new Pdu.Get(List.of(new SearchRange(FIRST, false, null)));
    }

    private void open() {
        pass(0);
        on(new Input.Connected());
        answer(sent(), Status.NO_ERROR);
    }

    private void ready() {
        open();
        answer(sent(), Status.NO_ERROR);
        answer(sent(), Status.NO_ERROR);
    }

    @BeforeEach
    void begins() {
        assertEquals(OptionalLong.of(now), Session.due(state));
    }

    @Test
    void connectsOpensAndRegistersOneRegionAfterTheOther() {
        pass(0);
        assertEquals(List.of(new Action.Connect()), done);
        on(new Input.Connected());
        var opening = sent();
        assertEquals(new Pdu.Open(5, CONFIG.id(), new OctetString("Mailgauge")), opening.pdu());
        long asked = now;
        now += SECOND;
        answer(opening, Status.NO_ERROR);
        assertTrue(done.contains(new Action.Heard(4711, asked)));
        var first = sent();
        assertEquals(new Pdu.Register(5, 10, FIRST), first.pdu());
        assertEquals(NUMBER, first.header().session());
        answer(first, Status.NO_ERROR);
        var second = sent();
        assertEquals(new Pdu.Register(5, 10, SECOND_REGION), second.pdu());
        assertTrue(second.header().packet() != first.header().packet());
        answer(second, Status.NO_ERROR);
        assertEquals(
                Optional.of(new Event.Up(NUMBER, new State.Result(2, List.of()))),
                event(Event.Up.class));
    }

    @Test
    void requestsAreAnsweredWhileRegistering() {
        open();
        ask(get(), NUMBER, "");
        assertInstanceOf(Action.Answer.class, done.getFirst());
    }

    @Test
    void aRegionOfOthersIsAskedForWithABetterPriority() {
        open();
        for (int priority = 10; priority > 10 - Limits.BETTER_PRIORITIES; priority--) {
            assertEquals(new Pdu.Register(5, priority, FIRST), sent().pdu());
            answer(sent(), Status.DUPLICATE_REGISTRATION);
        }
        assertEquals(new Pdu.Register(5, 2, FIRST), sent().pdu());
        answer(sent(), Status.DUPLICATE_REGISTRATION);
        assertEquals(
                Optional.of(new Event.Refused(FIRST, Status.DUPLICATE_REGISTRATION)),
                event(Event.Refused.class));
        assertEquals(new Pdu.Register(5, 10, SECOND_REGION), sent().pdu());
    }

    @Test
    void aRegionThatIsRefusedDoesNotKeepTheOthersAway() {
        open();
        answer(sent(), Status.REQUEST_DENIED);
        answer(sent(), Status.NO_ERROR);
        assertEquals(
                Optional.of(new Event.Up(NUMBER, new State.Result(1, List.of(FIRST)))),
                event(Event.Up.class));
    }

    @ParameterizedTest(name = "failure {0}: {1} s")
    @CsvSource({"1,1", "2,2", "3,4", "4,8", "5,16", "6,32", "7,60", "8,60", "100,60"})
    void waitsLongerFromFailureToFailure(int failures, long seconds) {
        for (int i = 1; i <= failures; i++) {
            pass(60);
            on(new Input.Lost("refused"));
        }
        assertEquals(
                Optional.of(new Event.Down("refused", Duration.ofSeconds(seconds), failures)),
                event(Event.Down.class));
        assertEquals(OptionalLong.of(now + seconds * SECOND), Session.due(state));
        pass(seconds - 1);
        assertEquals(List.of(), done);
        pass(1);
        assertEquals(List.of(new Action.Connect()), done);
    }

    @Test
    void afterASessionItIsTriedSoonAndAllIsRegisteredAnew() {
        for (int i = 0; i < 5; i++) {
            pass(60);
            on(new Input.Lost("refused"));
        }
        pass(60);
        on(new Input.Connected());
        answer(sent(), Status.NO_ERROR);
        on(new Input.Lost("the connection ended"));
        pass(1);
        assertEquals(List.of(new Action.Connect()), done);
        on(new Input.Connected());
        answer(sent(), Status.NO_ERROR);
        assertEquals(new Pdu.Register(5, 10, FIRST), sent().pdu());
    }

    @Test
    void aRefusedOpenIsTriedAgain() {
        pass(0);
        on(new Input.Connected());
        answer(sent(), Status.OPEN_FAILED);
        assertEquals("it refuses: openFailed", event(Event.Down.class).orElseThrow().why());
        assertInstanceOf(State.Waiting.class, state);
    }

    @Test
    void pingsAndIsContentWithAnAnswer() {
        ready();
        assertEquals(OptionalLong.of(now + 15 * SECOND), Session.due(state));
        pass(14);
        assertTrue(silent());
        pass(1);
        var ping = sent();
        assertEquals(new Pdu.Ping(), ping.pdu());
        long asked = now;
        now += SECOND;
        answer(ping, Status.NO_ERROR);
        assertEquals(List.of(new Action.Heard(4711, asked)), done);
        pass(14);
        assertEquals(new Pdu.Ping(), sent().pdu());
    }

    @Test
    void aMasterThatDoesNotAnswerAPingIsLeft() {
        ready();
        pass(15);
        pass(4);
        assertTrue(silent());
        pass(1);
        assertEquals(new Pdu.Close(Reason.TIMEOUTS), sent().pdu());
        assertTrue(done.contains(new Action.Disconnect()));
        assertEquals("no answer within PT5S", event(Event.Down.class).orElseThrow().why());
    }

    @Test
    void neitherOpenNorRegisterIsWaitedForForEver() {
        pass(0);
        on(new Input.Connected());
        pass(5);
        assertInstanceOf(State.Waiting.class, state);
        pass(60);
        on(new Input.Connected());
        answer(sent(), Status.NO_ERROR);
        pass(5);
        assertInstanceOf(State.Waiting.class, state);
    }

    @Test
    void aMasterThatForgotTheSessionIsAskedForAnother() {
        ready();
        pass(15);
        answer(sent(), Status.NOT_OPEN);
        assertInstanceOf(State.Waiting.class, state);
    }

    @Test
    void theMastersCloseEndsTheSessionWithItsReason() {
        ready();
        ask(new Pdu.Close(6), NUMBER, "");
        assertEquals(
                "it closed the session: reasonByManager",
                event(Event.Down.class).orElseThrow().why());
        assertTrue(silent());
        assertEquals(OptionalLong.of(now + SECOND), Session.due(state));
    }

    @Test
    @DisplayName("a set fails its test, and neither commits nor undoes anything (section 7.2.4)")
    void setsAreRefused() {
        ready();
        var bindings = List.of(new VariableBinding(FIRST, new Integer32(1)));
        ask(new Pdu.TestSet(bindings), NUMBER, "");
        assertEquals(Pdu.Response.of(Status.NOT_WRITABLE, 1), sent().pdu());
        assertTrue(event(Event.SetRefused.class).isPresent());
        ask(new Pdu.CommitSet(), NUMBER, "");
        assertEquals(Pdu.Response.of(Status.COMMIT_FAILED, 0), sent().pdu());
        ask(new Pdu.UndoSet(), NUMBER, "");
        assertEquals(Pdu.Response.of(Status.NO_ERROR, 0), sent().pdu());
        ask(new Pdu.CleanupSet(), NUMBER, "");
        assertTrue(silent());
    }

    @Test
    void answersCarryTheNumbersAndTheByteOrderOfTheirRequest() {
        ready();
        ask(new Pdu.CommitSet(), NUMBER, "");
        assertEquals(
                new Header(Pdu.Response.TYPE, ByteOrder.LITTLE_ENDIAN, false, NUMBER, 8, 9),
                sent().header());
    }

    @Test
    void whatIsNotForUsIsRefused() {
        ready();
        ask(get(), NUMBER + 1, "");
        assertEquals(Pdu.Response.of(Status.NOT_OPEN, 0), sent().pdu());
        ask(get(), NUMBER, "vlan-1");
        assertEquals(Pdu.Response.of(Status.UNSUPPORTED_CONTEXT, 0), sent().pdu());
        ask(new Pdu.Malformed(Pdu.Get.TYPE, "too short"), NUMBER, "");
        assertEquals(Pdu.Response.of(Status.PARSE_ERROR, 0), sent().pdu());
        ask(new Pdu.Unknown(99), NUMBER, "");
        assertEquals(Pdu.Response.of(Status.PARSE_ERROR, 0), sent().pdu());
        ask(new Pdu.Malformed(Pdu.CleanupSet.TYPE, "more"), NUMBER, "");
        assertTrue(silent());
    }

    @Test
    void requestsBeforeTheSessionIsOpenAreRefused() {
        pass(0);
        on(new Input.Connected());
        ask(get(), 0, "");
        assertEquals(Pdu.Response.of(Status.NOT_OPEN, 0), sent().pdu());
    }

    @Test
    void anAnswerToNothingIsPassedOver() {
        ready();
        var before = state;
        answer(Packet.of(new Pdu.Ping(), NUMBER, 0, 4711), Status.NO_ERROR);
        assertEquals(before, state);
        assertEquals(List.of(), done);
    }

    @Test
    void garbageEndsTheSession() {
        ready();
        on(new Input.Garbled("version 9"));
        assertEquals(new Pdu.Close(Reason.PARSE_ERROR), sent().pdu());
        assertInstanceOf(State.Waiting.class, state);
        pass(1);
        on(new Input.Connected());
        answer(sent(), NUMBER, new Pdu.Malformed(Pdu.Response.TYPE, "too short"));
        assertInstanceOf(State.Waiting.class, state);
    }

    @Test
    void notificationsAreConfirmedOrCountedAsLost() {
        var bindings = List.of(new VariableBinding(FIRST, new Integer32(1)));
        on(new Input.Tell(bindings));
        assertTrue(event(Event.NotTold.class).isPresent());
        ready();
        on(new Input.Tell(bindings));
        var notify = sent();
        assertEquals(new Pdu.Notify(bindings), notify.pdu());
        answer(notify, Status.NO_ERROR);
        assertTrue(event(Event.Told.class).isPresent());
        on(new Input.Tell(bindings));
        answer(sent(), Status.PROCESSING_ERROR);
        assertEquals("processingError", event(Event.NotTold.class).orElseThrow().why());
    }

    @Test
    void notificationsThatNobodyConfirmsAreBounded() {
        ready();
        var tell = new Input.Tell(List.of(new VariableBinding(FIRST, new Integer32(1))));
        for (int i = 0; i < Limits.UNCONFIRMED; i++) {
            on(tell);
            assertTrue(!silent());
        }
        on(tell);
        assertTrue(silent());
        assertTrue(event(Event.NotTold.class).isPresent());
    }

    @Test
    void aStopSaysWhy() {
        ready();
        on(new Input.Stop());
        assertEquals(new Pdu.Close(Reason.SHUTDOWN), sent().pdu());
        assertEquals(new State.Gone(), state);
        assertEquals(OptionalLong.empty(), Session.due(state));
    }
}

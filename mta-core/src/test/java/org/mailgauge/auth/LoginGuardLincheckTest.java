package org.mailgauge.auth;

import static org.mailgauge.testing.Interleavings.call;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mailgauge.address.IpAddress;
import org.mailgauge.testing.Interleavings;

import java.time.Duration;
import java.util.List;

/**
 * Whatever the order in which clients' tries interleave, the guard answers as if they came one
 * after the other.
 */
@Param(name = "user", gen = IntGen.class, conf = "0:1")
@Param(name = "client", gen = ThreadIdGen.class)
@Param(name = "now", gen = IntGen.class, conf = "0:3")
@Tag("interleavings")
public class LoginGuardLincheckTest {
    private static final IpAddress[] ADDRESSES = {
        IpAddress.parse("192.0.2.1").orElseThrow(), IpAddress.parse("192.0.2.2").orElseThrow()
    };
    private static final LoginSettings.Tries TRIES =
            new LoginSettings.Tries(
                    1, 2, 2, Duration.ofNanos(1000), Duration.ofNanos(2), Duration.ofNanos(8), 2);

    private final LoginGuard guard = new LoginGuard();
    private final LoginGuard.@Nullable Ticket[] tickets = new LoginGuard.Ticket[16];

    /** Each client has one try at a time. */
    @Operation
    public String ask(
            @Param(name = "client") int client,
            @Param(name = "user") int user,
            @Param(name = "now") int now) {
        var entry = guard.ask(TRIES, ADDRESSES[user], "u" + user, now);
        return switch (entry) {
            case LoginGuard.Entry.PutOff(var wait) -> "wait " + wait.toNanos();
            case LoginGuard.Entry.Admitted(var ticket) -> {
                tickets[client] = ticket;
                yield "admitted";
            }
        };
    }

    @Operation
    public void succeeded(@Param(name = "client") int client) {
        var ticket = tickets[client];
        if (ticket != null) {
            tickets[client] = null;
            guard.succeeded(TRIES, ticket, 3);
        }
    }

    @Operation
    public void giveBack(@Param(name = "client") int client) {
        var ticket = tickets[client];
        if (ticket != null) {
            tickets[client] = null;
            guard.giveBack(ticket);
        }
    }

    @Operation
    public int entries() {
        return guard.entries();
    }

    @Test
    void isLinearizable() {
        Interleavings.of(LoginGuardLincheckTest.class)
                .scenario(
                        List.of(),
                        List.of(call("ask", 1, 0, 1)),
                        List.of(call("ask", 2, 0, 1)),
                        List.of(call("entries"), call("ask", 3, 0, 1)))
                .scenario(
                        List.of(call("ask", 1, 0, 1)),
                        List.of(call("succeeded", 1)),
                        List.of(call("ask", 2, 0, 2), call("giveBack", 2)),
                        List.of(call("entries"), call("ask", 3, 0, 3)))
                .check();
    }
}

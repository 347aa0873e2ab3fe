package org.mailgauge.wire;

import static org.mailgauge.testing.Interleavings.call;

import org.jetbrains.lincheck.datastructures.BooleanGen;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mailgauge.address.IpAddress;
import org.mailgauge.testing.Interleavings;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Connections that come and go at once are counted as if they did so one after the other. */
@Param(name = "peer", gen = IntGen.class, conf = "0:1")
@Param(name = "privileged", gen = BooleanGen.class)
@Param(name = "client", gen = ThreadIdGen.class)
@Tag("interleavings")
public class ConnectionLimitsLincheckTest {
    private static final IpAddress[] PEERS = {
        IpAddress.parse("192.0.2.1").orElseThrow(), IpAddress.parse("192.0.2.2").orElseThrow()
    };

    private final ConnectionLimits limits = new ConnectionLimits(3, 1, 1);

    private record Open(IpAddress peer, boolean privileged) {}

    /** What each client has open: touched by its own thread alone. */
    private final Map<Integer, ArrayDeque<Open>> opened = new HashMap<>();

    public ConnectionLimitsLincheckTest() {
        for (int client = 0; client < 8; client++) {
            opened.put(client, new ArrayDeque<>());
        }
    }

    @Operation
    public String enter(
            @Param(name = "client") int client,
            @Param(name = "peer") int peer,
            @Param(name = "privileged") boolean privileged) {
        var verdict = limits.enter(PEERS[peer], privileged);
        if (verdict == ConnectionLimits.Verdict.ADMITTED) {
            mine(client).addLast(new Open(PEERS[peer], privileged));
        }
        return verdict.name();
    }

    @Operation
    public void leave(@Param(name = "client") int client) {
        var first = mine(client).pollFirst();
        if (first != null) {
            limits.leave(first.peer(), first.privileged());
        }
    }

    private ArrayDeque<Open> mine(int client) {
        return opened.getOrDefault(client, new ArrayDeque<>());
    }

    @Operation
    public boolean congested() {
        return limits.congested();
    }

    @Operation
    public int open() {
        return limits.open();
    }

    @Operation
    public String read() {
        var read = new HashMap<String, Double>();
        limits.read(read::put);
        return read.get("inbound_connections")
                + " "
                + read.get("inbound_addresses")
                + " "
                + read.get("inbound_connections_refused_total");
    }

    @Test
    void isLinearizable() {
        Interleavings.of(ConnectionLimitsLincheckTest.class)
                .scenario(
                        List.of(call("enter", 1, 0, false)),
                        List.of(call("leave", 1)),
                        List.of(call("enter", 2, 0, true), call("open")),
                        List.of(call("read"), call("enter", 3, 0, false)))
                .scenario(
                        List.of(),
                        List.of(call("enter", 1, 0, false), call("leave", 1)),
                        List.of(call("enter", 2, 0, false), call("leave", 2)),
                        List.of(call("read")))
                .check();
    }
}

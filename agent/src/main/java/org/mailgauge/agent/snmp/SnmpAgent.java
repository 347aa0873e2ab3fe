package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.agent.alarm.AlarmState;
import org.mailgauge.agent.alarm.Alarms;
import org.mailgauge.observe.SnapshotSource;
import org.mailgauge.port.Entropy;
import org.mailgauge.port.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.agent.DefaultMOServer;
import org.snmp4j.agent.DuplicateRegistrationException;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * A running SNMP agent. It reads snapshots and nothing else: a request takes no lock that the MTA
 * needs, and touches no disk. Several may run in one process.
 */
public final class SnmpAgent implements AutoCloseable {
    /* Threads: each socket has the library's listener thread, which takes a message apart and
     * answers it before it receives the next. Handing requests to other threads was measured: it
     * costs more than answering them, as an answer waits for nothing. What does not fit into the
     * socket's buffer meanwhile is dropped by the kernel. All state that several sockets' threads
     * touch is immutable (Views, Communities, Engine), a LongAdder (Counters) or pinned to the
     * request. The managed objects are registered before the first socket listens, for the
     * library's registry is not synchronised. */

    private static final Logger LOG = LoggerFactory.getLogger(SnmpAgent.class);

    private final SnmpConfig config;
    private final Engine engine;
    private final Counters counters = new Counters();
    private final Sockets sockets;
    private final @Nullable FirstUser first;
    private final long started;

    private SnmpAgent(
            SnmpConfig config,
            Engine engine,
            @Nullable FirstUser first,
            Sockets sockets,
            long started) {
        this.config = config;
        this.engine = engine;
        this.first = first;
        this.sockets = sockets;
        this.started = started;
    }

    /** Starts an agent that shows snapshots only: no alarms. */
    public static SnmpAgent start(
            SnapshotSource snapshots, Time time, Entropy entropy, SnmpConfig config, Path state)
            throws IOException {
        return start(Picture.Source.of(snapshots), time, entropy, config, state);
    }

    /**
     * Starts an agent. Its engine id and number of starts are on disk before a socket opens.
     *
     * @param loaded tells when the configuration in force was read, by the wall clock
     * @param state the folder for the agent's own files
     * @throws IOException when those files cannot be read or written, or the address is taken;
     *     nothing listens then
     */
    public static SnmpAgent start(
            SnapshotSource snapshots,
            Alarms alarms,
            Supplier<Instant> loaded,
            Time time,
            Entropy entropy,
            SnmpConfig config,
            Path state)
            throws IOException {
        var pictures = Picture.Source.of(snapshots, alarms::state, alarms::rules, loaded);
        return start(pictures, time, entropy, config, state);
    }

    static SnmpAgent start(
            Picture.Source pictures, Time time, Entropy entropy, SnmpConfig config, Path state)
            throws IOException {
        long started = time.ticks();
        var engine = Engine.start(state, entropy);
        var first = config.users().isEmpty() ? FirstUser.in(state, entropy) : null;
        var sockets = Sockets.bind(config.listen(), Limits.messageOctets(config));
        var agent = new SnmpAgent(config, engine, first, sockets, started);
        try {
            if (config.tcp() != null) {
                sockets.tcp(config.tcp(), Limits.messageOctets(config));
            }
            var rates = new SourceRates(config.rates(), entropy.bits(), started);
            agent.listen(new Pinned.Source(pictures, time, started), time, started, rates);
            LOG.info(
                    "SNMP agent on udp {}{}, engine {}, start {}",
                    new Endpoint(config.listen().address(), agent.boundPort()),
                    config.tcp() == null ? "" : " and tcp " + config.tcp(),
                    engine.id().toHexString(),
                    engine.boots());
            return agent;
        } catch (IOException | RuntimeException e) {
            agent.close();
            throw e;
        }
    }

    private void listen(Pinned.Source source, Time time, long started, SourceRates rates)
            throws IOException {
        var users = users();
        var protocols = Security.protocols(users);
        var communities = new Communities(config.communities(), engine.id());
        var commands = new Commands(engine.id(), config, counters);
        commands.setVacm(new Views(communities.views(), users));
        commands.setCoexistenceProvider(communities);
        commands.addMOServer(objects(source, users, communities));
        var clock = new EngineClock(engine, time, started);
        var usm = new ReportingUsm(protocols, engine, clock, counters);
        users.forEach(user -> usm.addUser(Security.user(user), engine.id()));
        var messages =
                new Messages(engine, usm, protocols, !communities.isEmpty(), counters, rates, time);
        var gate = new Gate(messages, rates, time, counters);
        messages.addCommandResponder(commands);
        for (var socket : sockets.all()) {
            socket.addTransportListener(gate);
            messages.addTransportMapping(socket);
        }
        for (var socket : sockets.all()) {
            socket.listen();
        }
    }

    private List<SnmpConfig.User> users() {
        return first == null ? config.users() : List.of(first.user());
    }

    private DefaultMOServer objects(
            Pinned.Source source, List<SnmpConfig.User> users, Communities communities) {
        var server = new DefaultMOServer();
        try {
            for (var scalars :
                    SystemObjects.of(config, engine, counters, sockets.drops(), source)) {
                server.register(scalars, null);
            }
            for (var table : AdminTables.of(users, communities, engine, source)) {
                server.register(table, null);
            }
            for (var table :
                    TargetTables.of(
                            config.notifications().receivers(),
                            users,
                            communities,
                            counters,
                            source)) {
                server.register(table, null);
            }
            for (int number = 0; number < ObjectTable.TABLES.size(); number++) {
                server.register(new SnapshotTable(number, source), null);
            }
        } catch (DuplicateRegistrationException e) {
            throw new IllegalStateException("two objects in one place", e);
        }
        return server;
    }

    /** The TCP port that it listens on; empty without TCP. */
    public OptionalInt tcpPort() {
        return sockets.tcpPort();
    }

    /** The UDP port that it listens on. */
    public int boundPort() {
        return sockets.port();
    }

    /**
     * The command that shows the MTA's part of the MIB, when the user it needs was made by this
     * very start; it holds the passphrases, and so is worth printing once.
     */
    public Optional<String> firstUse() {
        if (first == null || !first.created()) {
            return Optional.empty();
        }
        var user = first.user();
        return Optional.of(
                String.join(
                        " ",
                        "snmpwalk -v3 -l authPriv -u",
                        user.name(),
                        "-a",
                        user.authentication().netSnmp(),
                        "-A",
                        user.authenticationPassphrase(),
                        "-x",
                        user.privacy().netSnmp(),
                        "-X",
                        user.privacyPassphrase(),
                        ClientAddress.reachable(config.listen().address(), boundPort()).toString(),
                        "1.3.6.1.2.1.28"));
    }

    /** Messages from this engine, for notifications. */
    SnmpWire wire(Time time) throws IOException {
        return SnmpWire.open(engine, new EngineClock(engine, time, started), users());
    }

    /** What a request for mail and alarms would see, with this agent's sysUpTime. */
    Pinned.Source source(SnapshotSource snapshots, Supplier<AlarmState> alarms, Time time) {
        return new Pinned.Source(Picture.Source.of(snapshots, alarms), time, started);
    }

    /** Told of each message that is not properly authenticated; must not wait. */
    void onRefused(Runnable told) {
        counters.onRefused(told);
    }

    Counters counters() {
        return counters;
    }

    Engine engine() {
        return engine;
    }

    /** Stops listening and ends; a request that was received is answered or dropped. */
    @Override
    public void close() {
        sockets.close();
    }
}

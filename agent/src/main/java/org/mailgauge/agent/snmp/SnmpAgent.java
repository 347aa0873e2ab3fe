package org.mailgauge.agent.snmp;

import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.agent.alarm.AlarmState;
import org.mailgauge.agent.alarm.Alarms;
import org.mailgauge.observe.SnapshotSource;
import org.mailgauge.port.Entropy;
import org.mailgauge.port.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.TransportMapping;
import org.snmp4j.agent.DefaultMOServer;
import org.snmp4j.agent.DuplicateRegistrationException;
import org.snmp4j.smi.TimeTicks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A running SNMP agent. It reads snapshots and nothing else: a request takes no lock that the MTA
 * needs, and touches no disk. Several may run in one process.
 */
public final class SnmpAgent implements AutoCloseable {
    /* Threads: each socket has the library's listener thread, which takes a message apart and
     * answers it before it receives the next: an answer waits for nothing, and another thread would
     * only have to be woken for it. What does not fit into the
     * socket's buffer meanwhile is dropped by the kernel. All state that several sockets' threads
     * touch is immutable (Views, Communities, Engine), a LongAdder (Counters) or pinned to the
     * request. The managed objects are registered before the first socket listens, for the
     * library's registry is not synchronised. For another configuration all of that is built anew
     * beside the old, and the door leads to it from one message to the next; sockets, engine, clock
     * and counts stay. */

    private static final Logger LOG = LoggerFactory.getLogger(SnmpAgent.class);

    /**
     * All that is built for one configuration.
     *
     * @param rulesChanged sysUpTime when the rules of certificates became these
     */
    private record Built(
            SnmpConfig config,
            List<SnmpConfig.User> users,
            SourceRates rates,
            Gate gate,
            TimeTicks rulesChanged) {}

    private final Endpoint listen;
    private final Engine engine;
    private final Parts parts;
    private final Counters counters = new Counters();
    private final Sockets sockets;
    private final @Nullable FirstUser first;
    private final Door door;
    private volatile Built built;

    /** What it is started with beside its configuration. */
    private record Parts(
            Pinned.Source source,
            Time time,
            Entropy entropy,
            Path state,
            long started,
            @Nullable SecurePorts secure) {}

    private SnmpAgent(
            SnmpConfig config,
            Engine engine,
            Parts parts,
            @Nullable FirstUser first,
            Sockets sockets) {
        this.listen = config.listen();
        this.parts = parts;
        this.engine = engine;
        this.first = first;
        this.sockets = sockets;
        this.built =
                build(config, first == null ? config.users() : List.of(first.user()), null, null);
        this.door = new Door(built.gate());
    }

    /** Starts an agent that shows snapshots only: no alarms. */
    public static SnmpAgent start(
            SnapshotSource snapshots, Time time, Entropy entropy, SnmpConfig config, Path state)
            throws IOException {
        return start(Picture.Source.of(snapshots), time, entropy, config, null, state);
    }

    /**
     * Starts an agent. Its engine id and number of starts are on disk before a socket opens.
     *
     * @param loaded tells when the configuration in force was read, by the wall clock
     * @param secure for TLS and DTLS, when the configuration asks for one
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
            @Nullable SecurePorts secure,
            Path state)
            throws IOException {
        var pictures = Picture.Source.of(snapshots, alarms::state, alarms::rules, loaded);
        return start(pictures, time, entropy, config, secure, state);
    }

    static SnmpAgent start(
            Picture.Source pictures, Time time, Entropy entropy, SnmpConfig config, Path state)
            throws IOException {
        return start(pictures, time, entropy, config, null, state);
    }

    static SnmpAgent start(
            Picture.Source pictures,
            Time time,
            Entropy entropy,
            SnmpConfig config,
            @Nullable SecurePorts secure,
            Path state)
            throws IOException {
        long started = time.ticks();
        var engine = Engine.start(state, entropy);
        var first = config.users().isEmpty() ? FirstUser.in(state, entropy) : null;
        var sockets = Sockets.bind(config.listen(), Limits.messageOctets(config));
        var source = new Pinned.Source(pictures, time, started);
        @Nullable SnmpAgent agent = null;
        try {
            if (config.tcp() != null) {
                sockets.tcp(config.tcp(), Limits.messageOctets(config));
            }
            var parts = new Parts(source, time, entropy, state, started, secure);
            agent = new SnmpAgent(config, engine, parts, first, sockets);
            agent.bindSecure(config);
            agent.listen();
            LOG.info(
                    "SNMP agent on udp {}{}{}, engine {}, start {}",
                    new Endpoint(config.listen().address(), agent.boundPort()),
                    config.tcp() == null ? "" : " and tcp " + config.tcp(),
                    agent.secureText(),
                    engine.id().toHexString(),
                    engine.boots());
            return agent;
        } catch (IOException | RuntimeException e) {
            if (agent == null) {
                sockets.close();
            } else {
                agent.close();
            }
            throw e;
        }
    }

    private void listen() throws IOException {
        var all = new ArrayList<TransportMapping<?>>(sockets.all());
        all.addAll(sockets.secure());
        for (var socket : all) {
            socket.addTransportListener(door);
        }
        for (var socket : all) {
            socket.listen();
        }
    }

    /** Binds what is asked for of TLS and DTLS; it lets nobody in yet. */
    private void bindSecure(SnmpConfig config) throws IOException {
        var wanted = config.secure();
        if (!wanted.listens()) {
            return;
        }
        var secure = parts.secure();
        if (secure == null) {
            throw new IllegalArgumentException("TLS without certificates");
        }
        secure.certificates().rules(wanted.rules());
        var handshakes = new Handshakes(parts.time(), parts.entropy().bits(), counters);
        var made =
                new SecureSocket.Parts(
                        secure.certificates(), counters, Limits.messageOctets(config));
        var tls = wanted.tls();
        if (tls != null) {
            var ports =
                    new TlsSocket.Ports(secure.net(), secure.tls(), secure.tasks(), parts.time());
            sockets.add(TlsSocket.bind(tls, ports, handshakes, made));
        }
        var dtls = wanted.dtls();
        if (dtls != null) {
            var crypto = new BcTlsCrypto();
            int port = dtls.port();
            for (var host : Sockets.addresses(dtls.address())) {
                var socket = DtlsSocket.bind(host, port, secure.tasks(), handshakes, crypto, made);
                sockets.add(socket);
                port = socket.getListenAddress().getPort();
            }
        }
    }

    private String secureText() {
        return sockets.secure().stream()
                .map(
                        socket ->
                                " and "
                                        + (socket instanceof TlsSocket ? "tls " : "dtls ")
                                        + socket.getListenAddress().toString().replace('/', ':'))
                .collect(Collectors.joining());
    }

    /** Another configuration, built and not in force. */
    public final class Next {
        private final Built next;

        private Next(Built next) {
            this.next = next;
        }

        /** Whether other users have to be known to whoever sends as one of them. */
        boolean changesUsers() {
            return !next.users().equals(built.users());
        }

        /** Messages from this engine as its users. */
        SnmpWire wire() throws IOException {
            return SnmpAgent.this.wire(parts.time(), next.users());
        }

        /** Answers by it from the next message on, without fail. */
        public void begin() {
            built = next;
            door.become(next.gate());
            var secure = parts.secure();
            if (secure != null) {
                secure.certificates().rules(next.config().secure().rules());
            }
        }
    }

    /**
     * Builds what another configuration asks for, beside the one in force. It has to listen where
     * that does, and to take messages of the same length.
     *
     * @throws IOException when the user that is made without configuration cannot be had
     */
    public Next prepare(SnmpConfig config) throws IOException {
        var users =
                config.users().isEmpty()
                        ? List.of(FirstUser.in(parts.state(), parts.entropy()).user())
                        : config.users();
        var before = built;
        return new Next(
                build(
                        config,
                        users,
                        config.rates().equals(before.config().rates()) ? before.rates() : null,
                        before));
    }

    /**
     * @param known what sources have had so far; null to begin anew
     * @param before what is in force; null at the start
     */
    private Built build(
            SnmpConfig config,
            List<SnmpConfig.User> users,
            @Nullable SourceRates known,
            @Nullable Built before) {
        var time = parts.time();
        var rates =
                known == null
                        ? new SourceRates(config.rates(), parts.entropy().bits(), time.ticks())
                        : known;
        var protocols = Security.protocols(users);
        var communities = new Communities(config.communities(), engine.id());
        var commands = new Commands(engine.id(), config, counters);
        commands.setVacm(new Views(communities.views(), users, config.secure().names()));
        commands.setCoexistenceProvider(communities);
        var changed = rulesChanged(config, before);
        commands.addMOServer(objects(config, users, communities, changed));
        var clock = new EngineClock(engine, time, parts.started());
        var usm = new ReportingUsm(protocols, engine, clock, counters);
        users.forEach(user -> usm.addUser(Security.user(user), engine.id()));
        var messages =
                new Messages(engine, usm, protocols, !communities.isEmpty(), counters, rates, time);
        var secure = Messages.secure(engine, counters, rates, time);
        var gate = new Gate(messages, secure, rates, time, counters);
        messages.addCommandResponder(commands);
        secure.addCommandResponder(commands);
        for (var socket : sockets.all()) {
            messages.addTransportMapping(socket);
        }
        return new Built(config, users, rates, gate, changed);
    }

    private TimeTicks rulesChanged(SnmpConfig config, @Nullable Built before) {
        if (before == null) {
            return new TimeTicks(0);
        }
        boolean same = config.secure().rules().equals(before.config().secure().rules());
        return same ? before.rulesChanged() : new TimeTicks(parts.source().of(null).at().upTime());
    }

    private DefaultMOServer objects(
            SnmpConfig config,
            List<SnmpConfig.User> users,
            Communities communities,
            TimeTicks rulesChanged) {
        var source = parts.source();
        var server = new DefaultMOServer();
        try {
            for (var scalars :
                    SystemObjects.of(config, engine, counters, sockets.drops(), source)) {
                server.register(scalars, null);
            }
            for (var table :
                    AdminTables.of(users, config.secure().names(), communities, engine, source)) {
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
            for (var table : SecureTables.of(config.secure().rules(), rulesChanged, source)) {
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

    /** Its listeners of TLS and DTLS. */
    List<SecureSocket<?>> secure() {
        return sockets.secure();
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
                        ClientAddress.reachable(listen.address(), boundPort()).toString(),
                        "1.3.6.1.2.1.28"));
    }

    /** Messages from this engine, for notifications. */
    SnmpWire wire(Time time) throws IOException {
        return wire(time, built.users());
    }

    private SnmpWire wire(Time time, List<SnmpConfig.User> users) throws IOException {
        return SnmpWire.open(engine, new EngineClock(engine, time, parts.started()), users);
    }

    /** What a request for mail and alarms would see, with this agent's sysUpTime. */
    Pinned.Source source(SnapshotSource snapshots, Supplier<AlarmState> alarms, Time time) {
        return new Pinned.Source(Picture.Source.of(snapshots, alarms), time, parts.started());
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

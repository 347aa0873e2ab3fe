package org.mailgauge.agent;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.conf.SnmpTlsConfig;
import org.mailgauge.agent.conf.TlsConfig;
import org.mailgauge.agent.snmp.SnmpTls;
import org.mailgauge.agent.tls.BadPemException;
import org.mailgauge.agent.tls.ClientAuthorities;
import org.mailgauge.agent.tls.Pair;
import org.mailgauge.agent.tls.PairFiles;
import org.mailgauge.agent.tls.PairKeys;
import org.mailgauge.agent.tls.PemReader;
import org.mailgauge.agent.tls.SelfSigned;
import org.mailgauge.host.HostTls;
import org.mailgauge.host.TlsIdentity;
import org.mailgauge.observe.Probe;
import org.mailgauge.port.Entropy;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.mailgauge.port.Tls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ObjDoubleConsumer;

/**
 * The certificates in force: reads them at the start, with each reload and when their files change.
 * What is wrong then changes nothing: the old ones stay. Connections that are open keep what they
 * began with. Safe for use by any thread; {@code lock} guards the fields and is held over file
 * work.
 */
final class TlsPart implements Probe, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsPart.class);

    /** How often it is looked whether files have changed. */
    static final Duration LOOK = Duration.ofSeconds(5);

    private final Path dataDir;
    private final Time time;
    private final Tasks tasks;
    private final Entropy entropy;
    private final HostTls tls = new HostTls();
    private final HostTls snmpTls = tls.beside();
    private final SnmpTls snmp;
    private final ReentrantLock lock = new ReentrantLock();
    private Wanted wanted;
    private List<String> seen = List.of();
    private long changes;
    private long failures;
    private volatile boolean stale;
    private volatile @Nullable Instant until;
    private volatile int certificates;
    private volatile Tasks.@Nullable Task watching;

    /** What is to be in force. */
    private record Wanted(TlsConfig config, SnmpTlsConfig snmp, String hostname) {}

    /**
     * What was read.
     *
     * @param snmp with what the SNMP agent presents itself
     * @param own the pair that it has as a client, and in DTLS
     * @param authorities whose certificates count for SNMP
     * @param files how the files were when they were read
     */
    private record Loaded(
            List<Pair> pairs,
            TlsIdentity identity,
            TlsIdentity snmp,
            Pair own,
            List<X509Certificate> authorities,
            List<String> files) {}

    private TlsPart(AgentConfig config, Time time, Tasks tasks, Entropy entropy) {
        dataDir = config.dataDir();
        this.time = time;
        this.tasks = tasks;
        this.entropy = entropy;
        snmp = new SnmpTls(time);
        wanted = wanted(config);
    }

    /**
     * Reads what the configuration names, or makes a certificate, and begins to watch the files.
     * Not for virtual threads.
     *
     * @throws IOException when there is no certificate to begin with
     */
    static TlsPart start(AgentConfig config, Time time, Tasks tasks, Entropy entropy)
            throws IOException {
        var part = new TlsPart(config, time, tasks, entropy);
        try {
            part.become(part.load(part.wanted));
        } catch (BadPemException bad) {
            throw new IOException("TLS: " + bad.text(), bad);
        }
        part.watching = tasks.startPlatform("certificates", part::watch);
        return part;
    }

    private static Wanted wanted(AgentConfig config) {
        return new Wanted(config.tls(), config.snmp().secure(), config.mta().hostname());
    }

    /** TLS with the certificates in force. */
    Tls port() {
        return tls;
    }

    /** TLS of SNMP: with clients that have a name there, and nobody else. */
    Tls snmpPort() {
        return snmpTls;
    }

    /** Whose certificates count for SNMP. */
    SnmpTls snmp() {
        return snmp;
    }

    /**
     * Reads what another configuration names, and changes nothing yet.
     *
     * @return switches to it, at once and without fail
     * @throws IOException says which file is wrong, and how
     */
    Runnable prepare(AgentConfig next) throws IOException {
        var nextWanted = wanted(next);
        var loaded =
                tasks.io(
                        () -> {
                            try {
                                return load(nextWanted);
                            } catch (BadPemException bad) {
                                failed(bad.text());
                                throw new IOException(bad.text(), bad);
                            }
                        });
        return () -> {
            lock.lock();
            try {
                wanted = nextWanted;
                become(loaded);
            } finally {
                lock.unlock();
            }
        };
    }

    private void watch() {
        try {
            while (true) {
                time.sleep(LOOK);
                look();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads the files again when one has changed, or when the certificate of our own ends. */
    void look() {
        lock.lock();
        try {
            var now = stamps(wanted);
            var end = until;
            boolean ends = wanted.config().pairs().isEmpty() && end != null && ends(end);
            if (!now.equals(seen) || ends) {
                seen = now; // what is wrong is told once, and tried again when it changes
                become(load(wanted));
                LOG.info("the certificates were read again: {}", told());
            }
        } catch (IOException failed) {
            failed(String.valueOf(failed.getMessage()));
        } catch (BadPemException bad) {
            failed(bad.text());
        } finally {
            lock.unlock();
        }
    }

    private boolean ends(Instant end) {
        return !end.isAfter(time.wall().plus(SelfSigned.RENEWED));
    }

    private void failed(String why) {
        lock.lock();
        try {
            failures++;
            stale = tls.ready();
            LOG.warn("the certificates stay as they are: {}", why);
        } finally {
            lock.unlock();
        }
    }

    private Loaded load(Wanted want) throws IOException, BadPemException {
        var files = stamps(want);
        var pairs = new ArrayList<Pair>();
        for (var each : want.config().pairs()) {
            pairs.add(PemReader.pair(each));
        }
        if (pairs.isEmpty()) {
            pairs.add(SelfSigned.get(dataDir, want.hostname(), time.wall(), entropy.bits()));
            files = stamps(want); // it may have been made just now
        }
        var authorities = want.config().clients();
        var clients = authorities == null ? null : ClientAuthorities.read(authorities);
        var identity = new TlsIdentity(new PairKeys(pairs), clients, want.config().tls12());
        var own = want.snmp().own();
        var ownPair = own == null ? pairs.getFirst() : PemReader.pair(own);
        var snmpKeys = own == null ? identity.keys() : new PairKeys(List.of(ownPair));
        var snmpAuthorities = want.snmp().authorities();
        return new Loaded(
                List.copyOf(pairs),
                identity,
                new TlsIdentity(snmpKeys, snmp.clients(), true, want.config().tls12()),
                ownPair,
                snmpAuthorities == null ? List.of() : PemReader.certificates(snmpAuthorities),
                files);
    }

    private void become(Loaded loaded) {
        tls.become(loaded.identity());
        snmpTls.become(loaded.snmp());
        snmp.own(loaded.own().chain(), loaded.own().key());
        snmp.authorities(loaded.authorities());
        seen = loaded.files();
        changes++;
        stale = false;
        certificates = loaded.pairs().size();
        until = loaded.pairs().stream().map(Pair::until).min(Instant::compareTo).orElseThrow();
        var now = time.wall();
        for (var pair : loaded.pairs()) {
            if (!pair.until().isAfter(now)) {
                LOG.warn("{}: expired on {}", pair.files().certificate(), pair.until());
            } else if (pair.from().isAfter(now)) {
                LOG.warn("{}: not good before {}", pair.files().certificate(), pair.from());
            }
        }
    }

    private String told() {
        return certificates + (certificates == 1 ? " pair" : " pairs") + ", good until " + until;
    }

    /** How the files are now: the time of the last change, size and identity of each. */
    private List<String> stamps(Wanted want) {
        var all = new ArrayList<String>();
        var pairs =
                want.config().pairs().isEmpty()
                        ? List.of(SelfSigned.files(dataDir))
                        : want.config().pairs();
        for (PairFiles pair : pairs) {
            all.add(stamp(pair.certificate()));
            all.add(stamp(pair.key()));
        }
        var clients = want.config().clients();
        if (clients != null) {
            all.add(stamp(clients));
        }
        var own = want.snmp().own();
        if (own != null) {
            all.add(stamp(own.certificate()));
            all.add(stamp(own.key()));
        }
        var authorities = want.snmp().authorities();
        if (authorities != null) {
            all.add(stamp(authorities));
        }
        return all;
    }

    private static String stamp(Path file) {
        try {
            var found = Files.readAttributes(file, "lastModifiedTime,size,fileKey");
            return file + " " + found;
        } catch (IOException absent) {
            return file + " absent";
        }
    }

    @Override
    public void read(ObjDoubleConsumer<String> into) {
        into.accept("tls_certificates", certificates);
        into.accept("tls_certificates_stale", stale ? 1 : 0);
        var end = until;
        if (end != null) {
            into.accept(
                    "tls_certificate_expires_seconds",
                    (double) Duration.between(time.wall(), end).toSeconds());
        }
        lock.lock();
        try {
            into.accept("tls_certificate_changes_total", (double) changes);
            into.accept("tls_certificate_failures_total", (double) failures);
        } finally {
            lock.unlock();
        }
        TlsTotals.read(tls.counts(), into);
    }

    @Override
    public void close() {
        var task = watching;
        if (task != null) {
            task.interrupt();
        }
    }
}

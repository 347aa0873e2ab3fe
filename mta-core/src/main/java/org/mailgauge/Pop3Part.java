package org.mailgauge;

import org.mailgauge.config.MtaConfig;
import org.mailgauge.observe.AssociationIds;
import org.mailgauge.observe.GroupRegistry;
import org.mailgauge.observe.Ledger;
import org.mailgauge.observe.Listener;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.observe.Probe;
import org.mailgauge.observe.ServiceEvent;
import org.mailgauge.observe.ServiceLedger;
import org.mailgauge.port.Time;
import org.mailgauge.wire.Pop3Service;
import org.mailgauge.wire.ServerParts;
import org.mailgauge.wire.ServiceListener;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ObjDoubleConsumer;

/**
 * POP3, whole: an application of its own (RFC 2788) with its listeners. Safe for use by any thread;
 * its monitor guards the listeners.
 */
final class Pop3Part implements Probe {
    private static final String NAME = "pop3";

    private final Pop3Setup setup;
    private final String hostname;
    private final ServiceLedger ledger;
    private final AssociationIds ids = new AssociationIds();
    private final List<ServiceListener> listeners = new ArrayList<>();

    private Pop3Part(Pop3Setup setup, String hostname, ServiceLedger ledger) {
        this.setup = setup;
        this.hostname = hostname;
        this.ledger = ledger;
    }

    /**
     * Gives it its applIndex.
     *
     * @param url applURL, or empty
     */
    static Pop3Part of(
            Pop3Setup setup, String hostname, String url, GroupRegistry registry, Time time)
            throws IOException {
        var identity =
                new Ledger.Identity(
                        registry.application(NAME),
                        NAME,
                        Version.current(),
                        "Mailgauge POP3 on " + hostname,
                        url);
        return new Pop3Part(setup, hostname, new ServiceLedger(time, identity));
    }

    ServiceLedger ledger() {
        return ledger;
    }

    void listen(ServerParts parts) throws IOException {
        for (var at : setup.listeners()) {
            var service =
                    Pop3Service.of(
                            at.tls(),
                            hostname,
                            setup.limits(),
                            setup.logins(),
                            setup.maildrops(),
                            ledger,
                            ids);
            var started =
                    ServiceListener.start(service, parts, new MtaConfig.At.Tcp(at.endpoint()));
            synchronized (listeners) {
                listeners.add(started);
            }
        }
    }

    /** In the order of the setup. */
    List<ServiceListener> listeners() {
        synchronized (listeners) {
            return List.copyOf(listeners);
        }
    }

    /** Follows the state of the whole, but for what only concerns the queue. */
    void follow(MtaEvent event) {
        if (event instanceof MtaEvent.StatusChanged(var status)
                && status != MtaEvent.OperStatus.HALTED) {
            ledger.tell(new ServiceEvent.StatusChanged(status));
        }
    }

    @Override
    public void read(ObjDoubleConsumer<String> into) {
        listeners().forEach(listener -> listener.read(into));
    }

    @Override
    public void listeners(Consumer<Listener> into) {
        listeners().forEach(listener -> into.accept(listener.row(ledger.index())));
    }
}

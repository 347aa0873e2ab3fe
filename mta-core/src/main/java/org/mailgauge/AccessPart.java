package org.mailgauge;

import org.mailgauge.config.MtaConfig;
import org.mailgauge.observe.AssociationIds;
import org.mailgauge.observe.Distribution;
import org.mailgauge.observe.GroupRegistry;
import org.mailgauge.observe.Ledger;
import org.mailgauge.observe.Listener;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.observe.Probe;
import org.mailgauge.observe.ServiceEvent;
import org.mailgauge.observe.ServiceLedger;
import org.mailgauge.port.Time;
import org.mailgauge.wire.AccessService;
import org.mailgauge.wire.ServerParts;
import org.mailgauge.wire.ServiceListener;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.ObjDoubleConsumer;

/**
 * POP3 or IMAP, whole: an application of its own (RFC 2788) with its listeners. Safe for use by any
 * thread; its monitor guards the listeners.
 */
final class AccessPart implements Probe {
    private final AccessSetup setup;
    private final ServiceLedger ledger;
    private final AssociationIds ids = new AssociationIds();
    private final List<ServiceListener> listeners = new ArrayList<>();

    private AccessPart(AccessSetup setup, ServiceLedger ledger) {
        this.setup = setup;
        this.ledger = ledger;
    }

    /**
     * Gives it its applIndex.
     *
     * @param url applURL, or empty
     */
    static AccessPart of(
            AccessSetup setup, String hostname, String url, GroupRegistry registry, Time time)
            throws IOException {
        var name = setup.protocol().name();
        var identity =
                new Ledger.Identity(
                        registry.application(name),
                        name,
                        Version.current(),
                        "Mailgauge " + name.toUpperCase(Locale.ROOT) + " on " + hostname,
                        url);
        return new AccessPart(setup, new ServiceLedger(time, identity));
    }

    ServiceLedger ledger() {
        return ledger;
    }

    void listen(ServerParts parts) throws IOException {
        for (var at : setup.listeners()) {
            var service =
                    new AccessService(at.tls(), setup.protocol(), setup.logins(), ledger, ids);
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
        setup.protocol().read(into);
        listeners().forEach(listener -> listener.read(into));
    }

    @Override
    public void distributions(Consumer<Distribution> into) {
        setup.protocol().distributions(into);
    }

    @Override
    public void listeners(Consumer<Listener> into) {
        listeners().forEach(listener -> into.accept(listener.row(ledger.index())));
    }
}

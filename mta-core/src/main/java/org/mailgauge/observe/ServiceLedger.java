package org.mailgauge.observe;

import org.mailgauge.port.Time;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Turns the events of one application that hands out mail into totals: an applTable row without an
 * mtaTable row. Safe for use by any thread; {@code lock} guards everything and nothing is called
 * with it held.
 */
public final class ServiceLedger implements ServiceEvent.Observer {
    private final ReentrantLock lock = new ReentrantLock();
    private final Time time;
    private final Ledger.Identity identity;
    private final long started;
    private final AssociationTotals associations = new AssociationTotals();
    private final LiveAssociations live = new LiveAssociations();
    private final Map<LoginResult, Long> logins = new EnumMap<>(LoginResult.class);
    private long retrievedMessages;
    private long retrievedOctets;
    private long appendedMessages;
    private long appendedOctets;
    private long deletedMessages;
    private long deletedOctets;
    private long strays;
    private MtaEvent.OperStatus status = MtaEvent.OperStatus.RESTARTING;
    private long lastChange;

    /** Begins at zero; the application is restarting until it says otherwise. */
    public ServiceLedger(Time time, Ledger.Identity identity) {
        this.time = time;
        this.identity = identity;
        started = time.ticks();
        lastChange = started;
        for (var result : LoginResult.values()) {
            logins.put(result, 0L);
        }
    }

    /** applIndex. */
    public int index() {
        return identity.index();
    }

    @Override
    public void tell(ServiceEvent event) {
        lock.lock();
        try {
            post(event);
        } finally {
            lock.unlock();
        }
    }

    private void post(ServiceEvent event) {
        switch (event) {
            case ServiceEvent.Opened(var association) -> {
                live.add(association, null);
                associations.opened(true, time.ticks());
            }
            case ServiceEvent.Rejected(var reason) -> associations.rejected(reason);
            case ServiceEvent.Closed(var association) -> {
                if (live.remove(association.id()).isEmpty()) {
                    strays++;
                } else {
                    associations.closed(true, time.ticks());
                }
            }
            case ServiceEvent.LoggedIn(var result) -> logins.merge(result, 1L, Long::sum);
            case ServiceEvent.Retrieved(var octets) -> {
                retrievedMessages++;
                retrievedOctets += octets;
            }
            case ServiceEvent.Appended(var messages, var octets) -> {
                appendedMessages += messages;
                appendedOctets += octets;
            }
            case ServiceEvent.Deleted(var messages, var octets) -> {
                deletedMessages += messages;
                deletedOctets += octets;
            }
            case ServiceEvent.StatusChanged(var to) -> {
                if (status != to) {
                    status = to;
                    lastChange = time.ticks();
                }
            }
        }
    }

    /**
     * The application as of now.
     *
     * @param strays ends of associations that were not open (a defect of ours)
     */
    record Cut(MtaSnapshot.Application application, long strays) {}

    Cut cut() {
        lock.lock();
        try {
            return new Cut(application(), strays);
        } finally {
            lock.unlock();
        }
    }

    private MtaSnapshot.Application application() {
        return new MtaSnapshot.Application(
                identity.index(),
                identity.name(),
                identity.version(),
                identity.description(),
                identity.url(),
                started,
                status,
                lastChange,
                associations.inbound,
                associations.outbound,
                associations.accumulatedInbound,
                associations.accumulatedOutbound,
                associations.lastInbound,
                associations.lastOutbound,
                associations.rejectedInbound,
                associations.failedOutbound,
                live.listing().associations(),
                null,
                new MtaSnapshot.Access(
                        logins,
                        retrievedMessages,
                        retrievedOctets,
                        appendedMessages,
                        appendedOctets,
                        deletedMessages,
                        deletedOctets));
    }
}

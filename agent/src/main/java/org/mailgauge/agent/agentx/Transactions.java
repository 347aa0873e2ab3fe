package org.mailgauge.agent.agentx;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The master's transactions of late, by their number. A master may spread one SNMP request over
 * many PDUs, with a number that they have in common; all of them see the same values, as long as
 * {@link Limits#TRANSACTION}. Used by one thread.
 */
final class Transactions {
    private record Pinned(Mib mib, long at) {}

    private final Mib.Source source;
    private final Map<Integer, Pinned> recent = new LinkedHashMap<>();

    Transactions(Mib.Source source) {
        this.source = source;
    }

    /**
     * What a transaction sees.
     *
     * @param started when the master's sysUpTime was 0, on the ticker
     */
    Mib of(int transaction, long started, long now) {
        var pinned = recent.get(transaction);
        if (pinned != null && now - pinned.at() < Limits.TRANSACTION.toNanos()) {
            return pinned.mib();
        }
        recent.remove(transaction);
        if (recent.size() >= Limits.TRANSACTIONS) {
            recent.remove(recent.keySet().iterator().next());
        }
        var fresh = new Pinned(source.pin(started), now);
        recent.put(transaction, fresh);
        return fresh.mib();
    }

    /** Forgets them all, as the numbers of another session mean others. */
    void clear() {
        recent.clear();
    }
}

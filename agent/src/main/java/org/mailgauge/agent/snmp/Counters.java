package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.snmp4j.event.CounterEvent;
import org.snmp4j.event.CounterListener;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.OID;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** The agent's own statistics, one set per agent. Safe for use by any thread. */
final class Counters implements CounterListener {
    static final OID IN_BAD_COMMUNITY_USES = SnmpConstants.snmpInBadCommunityUses;

    /** snmpUnavailableContexts and snmpUnknownContexts of SNMP-TARGET-MIB. */
    static final OID UNAVAILABLE_CONTEXTS = new OID("1.3.6.1.6.3.12.1.4.0");

    static final OID UNKNOWN_CONTEXTS = new OID("1.3.6.1.6.3.12.1.5.0");

    /** mailgaugeAgentDroppedForRate. */
    static final OID DROPPED_FOR_RATE = new OID(SystemObjects.DROPS.getValue(), new int[] {1, 0});

    /** mailgaugeAgentSessionsRefused. */
    static final OID SESSIONS_REFUSED = new OID(SystemObjects.DROPS.getValue(), new int[] {3, 0});

    /** mailgaugeAgentHandshakesFailed. */
    static final OID HANDSHAKES_FAILED = new OID(SystemObjects.DROPS.getValue(), new int[] {4, 0});

    private static final List<OID> KNOWN =
            List.of(
                    SnmpConstants.snmpInPkts,
                    SnmpConstants.snmpInBadVersions,
                    SnmpConstants.snmpInBadCommunityNames,
                    IN_BAD_COMMUNITY_USES,
                    SnmpConstants.snmpInASNParseErrs,
                    SnmpConstants.snmpSilentDrops,
                    SnmpConstants.snmpProxyDrops,
                    SnmpConstants.snmpUnknownSecurityModels,
                    SnmpConstants.snmpInvalidMsgs,
                    SnmpConstants.snmpUnknownPDUHandlers,
                    SnmpConstants.usmStatsUnsupportedSecLevels,
                    SnmpConstants.usmStatsNotInTimeWindows,
                    SnmpConstants.usmStatsUnknownUserNames,
                    SnmpConstants.usmStatsUnknownEngineIDs,
                    SnmpConstants.usmStatsWrongDigests,
                    SnmpConstants.usmStatsDecryptionErrors,
                    UNAVAILABLE_CONTEXTS,
                    UNKNOWN_CONTEXTS,
                    DROPPED_FOR_RATE,
                    SESSIONS_REFUSED,
                    HANDSHAKES_FAILED,
                    SnmpConstants.snmpTsmInvalidCaches,
                    SnmpConstants.snmpTsmInadequateSecurityLevels,
                    SnmpConstants.snmpTsmUnknownPrefixes,
                    SnmpConstants.snmpTsmInvalidPrefixes,
                    SnmpConstants.snmpTlstmSessionOpens,
                    SnmpConstants.snmpTlstmSessionClientCloses,
                    SnmpConstants.snmpTlstmSessionOpenErrors,
                    SnmpConstants.snmpTlstmSessionAccepts,
                    SnmpConstants.snmpTlstmSessionServerCloses,
                    SnmpConstants.snmpTlstmSessionNoSessions,
                    SnmpConstants.snmpTlstmSessionInvalidClientCertificates,
                    SnmpConstants.snmpTlstmSessionUnknownServerCertificate,
                    SnmpConstants.snmpTlstmSessionInvalidServerCertificates,
                    SnmpConstants.snmpTlstmSessionInvalidCaches);

    /** What a message that is not properly authenticated moves (RFC 3418 authenticationFailure). */
    private static final Set<OID> REFUSED =
            Set.of(
                    SnmpConstants.snmpInBadCommunityNames,
                    SnmpConstants.usmStatsUnknownUserNames,
                    SnmpConstants.usmStatsWrongDigests,
                    SnmpConstants.usmStatsDecryptionErrors,
                    SnmpConstants.snmpTlstmSessionInvalidClientCertificates);

    private volatile @Nullable Runnable refused;

    private final Map<OID, LongAdder> totals =
            KNOWN.stream().collect(Collectors.toUnmodifiableMap(oid -> oid, _ -> new LongAdder()));

    /** Counts; the event then carries the new value, which Reports show. */
    @Override
    public void incrementCounter(CounterEvent event) {
        var total = totals.get(event.getOid());
        if (total != null) {
            total.add(event.getIncrement());
            event.setCurrentValue(value(event.getOid()));
            var told = refused;
            if (told != null && REFUSED.contains(event.getOid())) {
                told.run();
            }
        }
    }

    /** Told of each message that is not properly authenticated; must not wait. */
    void onRefused(Runnable told) {
        refused = told;
    }

    void increment(OID counter) {
        incrementCounter(new CounterEvent(this, counter));
    }

    /** How often something happened since the start. */
    long total(OID counter) {
        var total = totals.get(counter);
        if (total == null) {
            throw new IllegalArgumentException("no counter " + counter);
        }
        return total.sum();
    }

    Counter32 value(OID counter) {
        return new Counter32(Smi.counter32(total(counter)));
    }
}

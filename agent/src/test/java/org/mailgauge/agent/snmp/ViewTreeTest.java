package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.snmp4j.smi.OID;

import java.util.List;

/** What is in the views, by the names of the modules. */
class ViewTreeTest {
    private static final MibModules MODULES = MibModules.shipped();

    @Test
    void theSummaryHidesWhatNamesHostsAddressesAndMessages() {
        var hidden =
                ViewTree.SUMMARY.families().stream()
                        .filter(family -> !family.included())
                        .map(family -> name(family.subtree()))
                        .toList();
        assertEquals(
                List.of(
                        "assocRemoteApplication",
                        "mtaGroupInboundRejectionReason",
                        "mtaGroupOutboundConnectFailureReason",
                        "mtaGroupOldestMessageId",
                        "mailgaugeDestinationTable",
                        "mailgaugeListenerAddress",
                        "mailgaugeCollectorSource",
                        "mailgaugeCollectorProblem",
                        "mailgaugeAlarmSubject",
                        "mailgaugeAlarmResource",
                        "mailgaugeAlarmText",
                        "mailgaugeAlarmAcknowledgedBy",
                        "mailgaugeRuleName",
                        "mailgaugeRuleScope"),
                hidden);
    }

    private static String name(OID oid) {
        return List.of("NETWORK-SERVICES-MIB", "MTA-MIB", "MAILGAUGE-MIB").stream()
                .flatMap(module -> MODULES.of(module).stream())
                .filter(one -> one.oid().equals(oid))
                .findFirst()
                .orElseThrow()
                .name();
    }

    @Test
    void theLongestSubtreeDecides() {
        var reason = new OID("1.3.6.1.2.1.28.2.1.22.1001.1003");
        assertTrue(ViewTree.DETAIL.contains(reason));
        assertFalse(ViewTree.SUMMARY.contains(reason));
        assertTrue(ViewTree.SUMMARY.contains(new OID("1.3.6.1.2.1.28.2.1.23.1001.1003")));
        assertTrue(ViewTree.SUMMARY.contains(new OID("1.3.6.1.2.1.28.2.1.221.1")));
        assertFalse(ViewTree.ADMIN.contains(new OID("1.3.6.1.2.1.2")));
    }

    @Test
    void communitiesAreInNoViewAndNothingIsForWriting() {
        for (var tree : ViewTree.ALL) {
            assertFalse(tree.contains(new OID("1.3.6.1.6.3.18.1.1.1.2.1")), tree.toString());
        }
        assertFalse(ViewTree.NOTHING.contains(new OID("1.3.6.1.2.1.1.5.0")));
    }
}

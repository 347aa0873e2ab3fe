package org.mailgauge.agent.snmp;

import org.mailgauge.agent.snmp.SystemObjects.Group;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.Variable;

import java.util.ArrayList;
import java.util.List;

/**
 * Which certificate is whom, as SNMP-TLS-TM-MIB (RFC 6353) has it, made from the configuration
 * once, and the configuration of SNMP-TSM-MIB (RFC 5591). For the view admin.
 */
final class SecureTables {
    /** StorageType: a row that nobody can change. */
    private static final Integer32 READ_ONLY = new Integer32(5);

    /** RowStatus. */
    private static final Integer32 ACTIVE = new Integer32(1);

    /** TruthValue: security names have no prefix. */
    private static final Integer32 FALSE = new Integer32(2);

    private static final OID MAPPING = new OID("1.3.6.1.2.1.198.2.2.1");
    private static final Group PREFIX =
            Group.of(new OID("1.3.6.1.2.1.190.1.2"), "1 snmpTsmConfigurationUsePrefix");
    private static final Group COUNTS =
            Group.of(
                    MAPPING,
                    """
                    1 snmpTlstmCertToTSNCount
                    2 snmpTlstmCertToTSNTableLastChanged
                    4 snmpTlstmParamsCount
                    5 snmpTlstmParamsTableLastChanged
                    7 snmpTlstmAddrCount
                    8 snmpTlstmAddrTableLastChanged
                    """);
    static final Group RULES =
            Group.of(
                    new OID("1.3.6.1.2.1.198.2.2.1.3.1"),
                    """
                    2 snmpTlstmCertToTSNFingerprint
                    3 snmpTlstmCertToTSNMapType
                    4 snmpTlstmCertToTSNData
                    5 snmpTlstmCertToTSNStorageType
                    6 snmpTlstmCertToTSNRowStatus
                    """);

    /** All objects, for their names. */
    static final List<Group> GROUPS = List.of(PREFIX, COUNTS, RULES);

    private SecureTables() {}

    /**
     * The managed objects of one agent.
     *
     * @param changed sysUpTime when the rules became these
     */
    static List<Scalars> of(List<CertificateRule> rules, TimeTicks changed, Pinned.Source source) {
        var cells = new ArrayList<Scalars.Scalar>();
        cells.add(scalar(1, new Gauge32(rules.size())));
        cells.add(scalar(2, changed));
        for (int number : List.of(4, 7)) {
            // Nobody is notified over TLS yet.
            cells.add(scalar(number, new Gauge32(0)));
            cells.add(scalar(number + 1, new TimeTicks(0)));
        }
        int row = 0;
        for (var rule : rules) {
            cells.addAll(
                    AdminTables.row(
                            RULES,
                            new OID(new int[] {++row}),
                            new OctetString(rule.fingerprint().octets()),
                            rule.source().type(),
                            Security.utf8(rule.name()),
                            READ_ONLY,
                            ACTIVE));
        }
        return List.of(
                new Scalars(
                        PREFIX.root(),
                        List.of(PREFIX),
                        AdminTables.row(PREFIX, new OID("0"), FALSE),
                        source),
                new Scalars(MAPPING, List.of(COUNTS, RULES), cells, source));
    }

    private static Scalars.Scalar scalar(int number, Variable value) {
        return new Scalars.Scalar(
                new OID(MAPPING.getValue(), number), 0, _ -> (Variable) value.clone());
    }
}

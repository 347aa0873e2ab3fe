package org.mailgauge.agent.snmp;

import org.mailgauge.address.Endpoint;
import org.mailgauge.agent.snmp.SystemObjects.Group;
import org.mailgauge.agent.snmp.notify.Receiver;
import org.snmp4j.mp.MessageProcessingModel;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityModel;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Who is notified, as SNMP-TARGET-MIB and SNMP-NOTIFICATION-MIB (RFC 3413) have it, made from the
 * configuration once: a target and its parameters for each receiver, and a tag each for traps and
 * informs. A community is shown by its security name only. For the view admin.
 */
final class TargetTables {
    /** StorageType: a row that nobody can change. */
    private static final Integer32 READ_ONLY = new Integer32(5);

    /** RowStatus. */
    private static final Integer32 ACTIVE = new Integer32(1);

    /** RFC 3417. */
    private static final OID UDP = new OID("1.3.6.1.6.1.1");

    /** transportDomainUdpIpv6 of RFC 3419. */
    private static final OID UDP_IPV6 = new OID("1.3.6.1.2.1.100.1.2");

    private static final OctetString TRAP = new OctetString("trap");
    private static final OctetString INFORM = new OctetString("inform");

    private static final Group LOCK = Group.of(SystemObjects.TARGET, "1 snmpTargetSpinLock");
    static final Group ADDRESSES =
            Group.of(
                    new OID("1.3.6.1.6.3.12.1.2.1"),
                    """
                    2 snmpTargetAddrTDomain
                    3 snmpTargetAddrTAddress
                    4 snmpTargetAddrTimeout
                    5 snmpTargetAddrRetryCount
                    6 snmpTargetAddrTagList
                    7 snmpTargetAddrParams
                    8 snmpTargetAddrStorageType
                    9 snmpTargetAddrRowStatus
                    """);
    static final Group PARAMETERS =
            Group.of(
                    new OID("1.3.6.1.6.3.12.1.3.1"),
                    """
                    2 snmpTargetParamsMPModel
                    3 snmpTargetParamsSecurityModel
                    4 snmpTargetParamsSecurityName
                    5 snmpTargetParamsSecurityLevel
                    6 snmpTargetParamsStorageType
                    7 snmpTargetParamsRowStatus
                    """);
    static final Group NOTIFY =
            Group.of(
                    new OID("1.3.6.1.6.3.13.1.1.1"),
                    """
                    2 snmpNotifyTag
                    3 snmpNotifyType
                    4 snmpNotifyStorageType
                    5 snmpNotifyRowStatus
                    """);

    /** All objects, for their names. */
    static final List<Group> GROUPS = List.of(LOCK, ADDRESSES, PARAMETERS, NOTIFY);

    private TargetTables() {}

    /** The managed objects of one agent. */
    static List<Scalars> of(
            List<Receiver> receivers,
            List<SnmpConfig.User> users,
            Communities communities,
            Counters counters,
            Pinned.Source source) {
        var targets = SystemObjects.targetCounters(counters);
        targets.add(AdminTables.lock(LOCK));
        int number = 0;
        for (var target : receivers) {
            var name = new OctetString("receiver-" + ++number);
            targets.addAll(address(target, name));
            targets.addAll(parameters(target, name, users, communities));
        }
        var kinds = new ArrayList<Scalars.Scalar>();
        kinds.addAll(kind(INFORM, 2));
        kinds.addAll(kind(TRAP, 1));
        return List.of(
                new Scalars(
                        SystemObjects.TARGET,
                        List.of(LOCK, ADDRESSES, PARAMETERS),
                        targets,
                        source),
                new Scalars(SystemObjects.NOTIFICATIONS, List.of(NOTIFY), kinds, source));
    }

    private static List<Scalars.Scalar> kind(OctetString tag, int type) {
        return AdminTables.row(
                NOTIFY, tag.toSubIndex(true), tag, new Integer32(type), READ_ONLY, ACTIVE);
    }

    private static List<Scalars.Scalar> address(Receiver target, OctetString name) {
        return AdminTables.row(
                ADDRESSES,
                name.toSubIndex(true),
                target.to().address().isV6() ? UDP_IPV6 : UDP,
                octets(target.to()),
                new Integer32(Smi.timeInterval(target.timeout().toNanos())),
                new Integer32(target.retries()),
                target.inform() ? INFORM : TRAP,
                name,
                READ_ONLY,
                ACTIVE);
    }

    /** SnmpUDPAddress or TransportAddressIPv6: the address, then the port. */
    private static OctetString octets(Endpoint to) {
        var address = to.address().octets();
        return new OctetString(
                ByteBuffer.allocate(address.length + 2)
                        .put(address)
                        .putShort((short) to.port())
                        .array());
    }

    private static List<Scalars.Scalar> parameters(
            Receiver target,
            OctetString name,
            List<SnmpConfig.User> users,
            Communities communities) {
        boolean community = target.user().isEmpty();
        return AdminTables.row(
                PARAMETERS,
                name.toSubIndex(true),
                new Integer32(
                        community ? MessageProcessingModel.MPv2c : MessageProcessingModel.MPv3),
                new Integer32(
                        community
                                ? SecurityModel.SECURITY_MODEL_SNMPv2c
                                : SecurityModel.SECURITY_MODEL_USM),
                community
                        ? communities.securityName(target.community()).orElse(name)
                        : Security.utf8(target.user()),
                new Integer32(community ? SecurityLevel.NOAUTH_NOPRIV : level(target, users)),
                READ_ONLY,
                ACTIVE);
    }

    private static int level(Receiver target, List<SnmpConfig.User> users) {
        return users.stream()
                .filter(user -> user.name().equals(target.user()))
                .mapToInt(Security::level)
                .findFirst()
                .orElse(SecurityLevel.AUTH_PRIV);
    }
}

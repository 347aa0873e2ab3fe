package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.address.Endpoint;
import org.mailgauge.agent.snmp.notify.Receiver;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** sysORTable names what is true: all of each group that its capabilities include is served. */
class CapabilitiesTest {
    private static final MibModules MODULES = MibModules.shipped();

    /** The groups of modules that are not ours, as their RFCs have them: 3411 to 3415 and 3418. */
    private static final Map<String, Set<String>> GROUPS =
            """
            systemGroup sysDescr sysObjectID sysUpTime sysContact sysName sysLocation sysServices \
            sysORLastChange sysORID sysORUpTime sysORDescr
            snmpGroup snmpInPkts snmpInBadVersions snmpInASNParseErrs snmpSilentDrops \
            snmpProxyDrops snmpEnableAuthenTraps
            snmpCommunityGroup snmpInBadCommunityNames snmpInBadCommunityUses
            snmpSetGroup snmpSetSerialNo
            snmpEngineGroup snmpEngineID snmpEngineBoots snmpEngineTime snmpEngineMaxMessageSize
            snmpMPDGroup snmpUnknownSecurityModels snmpInvalidMsgs snmpUnknownPDUHandlers
            usmMIBBasicGroup usmStatsUnsupportedSecLevels usmStatsNotInTimeWindows \
            usmStatsUnknownUserNames usmStatsUnknownEngineIDs usmStatsWrongDigests \
            usmStatsDecryptionErrors usmUserSpinLock usmUserSecurityName usmUserCloneFrom \
            usmUserAuthProtocol usmUserAuthKeyChange usmUserOwnAuthKeyChange usmUserPrivProtocol \
            usmUserPrivKeyChange usmUserOwnPrivKeyChange usmUserPublic usmUserStorageType \
            usmUserStatus
            snmpTargetBasicGroup snmpTargetSpinLock snmpTargetAddrTDomain snmpTargetAddrTAddress \
            snmpTargetAddrTagList snmpTargetAddrParams snmpTargetAddrStorageType \
            snmpTargetAddrRowStatus snmpTargetParamsMPModel snmpTargetParamsSecurityModel \
            snmpTargetParamsSecurityName snmpTargetParamsSecurityLevel \
            snmpTargetParamsStorageType snmpTargetParamsRowStatus
            snmpTargetResponseGroup snmpTargetAddrTimeout snmpTargetAddrRetryCount
            snmpTargetCommandResponderGroup snmpUnavailableContexts snmpUnknownContexts
            snmpNotifyGroup snmpNotifyTag snmpNotifyType snmpNotifyStorageType snmpNotifyRowStatus
            vacmBasicGroup vacmContextName vacmGroupName vacmSecurityToGroupStorageType \
            vacmSecurityToGroupStatus vacmAccessContextMatch vacmAccessReadViewName \
            vacmAccessWriteViewName vacmAccessNotifyViewName vacmAccessStorageType \
            vacmAccessStatus vacmViewSpinLock vacmViewTreeFamilyMask vacmViewTreeFamilyType \
            vacmViewTreeFamilyStorageType vacmViewTreeFamilyStatus
            """
                    .lines()
                    .map(line -> Arrays.asList(line.split(" +", -1)))
                    .collect(
                            Collectors.toMap(
                                    List::getFirst,
                                    line -> new TreeSet<>(line.subList(1, line.size()))));

    /** What is sent and not read. */
    private static final Map<String, Set<String>> NOTIFICATIONS =
            Map.of(
                    "snmpBasicNotificationsGroup", Set.of("coldStart", "authenticationFailure"),
                    "mailgaugeNotificationsGroup",
                            Set.copyOf(MODULES.named("mailgaugeNotificationsGroup").index()));

    @TempDir Path state;

    private static List<MibModules.Definition> capabilities() {
        return MODULES.of("MAILGAUGE-CAPS-MIB").stream()
                .filter(one -> one.macro().equals("AGENT-CAPABILITIES"))
                .toList();
    }

    private static Set<String> members(String group) {
        return GROUPS.containsKey(group)
                ? GROUPS.get(group)
                : Set.copyOf(MODULES.named(group).index());
    }

    @Test
    void everyObjectOfAGroupThatIsIncludedIsServed() throws IOException {
        var served = new HashSet<>(NotificationTypes.names().values());
        served.addAll(walked());
        // Columns that no row of the picture has.
        MibObjects.TABLES.forEach(
                table -> table.columns().forEach(column -> served.add(column.name())));
        int groups = 0;
        for (var one : capabilities()) {
            for (var group : one.index()) {
                var members = NOTIFICATIONS.getOrDefault(group, Set.of());
                for (var member : members.isEmpty() ? members(group) : members) {
                    assertTrue(served.contains(member), one.name() + ": " + member);
                }
                groups++;
            }
        }
        assertEquals(2 + 3 + 13 + 13, groups, "groups");
    }

    /** Our own groups that are not included are those of which something is not served yet. */
    @Test
    void whatOfOurModuleIsLeftOutIsNotServed() throws IOException {
        var served = walked();
        var included = new HashSet<>(capabilities().get(2).index());
        for (var group : MODULES.of("MAILGAUGE-MIB")) {
            if (group.macro().equals("OBJECT-GROUP")) {
                assertEquals(
                        included.contains(group.name()),
                        served.containsAll(group.index()),
                        group.name());
            }
        }
    }

    /** The objects of which an administrator finds an instance. */
    private Set<String> walked() throws IOException {
        var to = new Endpoint(TestAgent.LOOPBACK, 9);
        var receiver = new Receiver(to, TestAgent.COMMUNITY, "", false, Duration.ofSeconds(1), 0);
        var config = TestAgent.config().notifying(new NotifyConfig(List.of(receiver), 10, null));
        var names = new TreeSet<String>();
        try (var agent = TestAgent.start(state, Snapshots.full(), config);
                var admin = agent.user()) {
            for (var root : List.of("1.3.6.1.2.1", "1.3.6.1.4.1", "1.3.6.1.6.3")) {
                for (var cell : TestAgent.walk(admin, root, 25)) {
                    names.add(MibNames.instance().object(cell.getOid()).orElseThrow().name());
                }
            }
        }
        return names;
    }
}

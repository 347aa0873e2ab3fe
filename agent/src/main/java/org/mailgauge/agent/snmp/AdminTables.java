package org.mailgauge.agent.snmp;

import org.mailgauge.agent.snmp.SystemObjects.Group;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityModel;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;

import java.util.ArrayList;
import java.util.List;

/**
 * Who may ask the agent and what they see, as the tables of SNMP-USER-BASED-SM-MIB (RFC 3414) and
 * SNMP-VIEW-BASED-ACM-MIB (RFC 3415) have it, made from the configuration once. Keys are not in it,
 * nor are communities; nothing can be written, and what the modules have for writing only (spin
 * locks, key changes) is as before the first change. For the view admin.
 */
final class AdminTables {
    /** StorageType: a row that nobody can change. */
    private static final Integer32 READ_ONLY = new Integer32(5);

    /** RowStatus. */
    private static final Integer32 ACTIVE = new Integer32(1);

    private static final OctetString EMPTY = new OctetString();

    /** snmpSetSerialNo, usmUserSpinLock, vacmViewSpinLock. */
    static final Group SET = Group.of(SystemObjects.SET, "1 snmpSetSerialNo");

    private static final OID USM = new OID("1.3.6.1.6.3.15.1.2");
    static final Group USM_LOCK = Group.of(USM, "1 usmUserSpinLock");
    static final Group USERS =
            Group.of(
                    new OID("1.3.6.1.6.3.15.1.2.2.1"),
                    """
                    3 usmUserSecurityName
                    4 usmUserCloneFrom
                    5 usmUserAuthProtocol
                    6 usmUserAuthKeyChange
                    7 usmUserOwnAuthKeyChange
                    8 usmUserPrivProtocol
                    9 usmUserPrivKeyChange
                    10 usmUserOwnPrivKeyChange
                    11 usmUserPublic
                    12 usmUserStorageType
                    13 usmUserStatus
                    """);
    static final Group CONTEXTS = Group.of(new OID("1.3.6.1.6.3.16.1.1.1"), "1 vacmContextName");
    static final Group MEMBERS =
            Group.of(
                    new OID("1.3.6.1.6.3.16.1.2.1"),
                    """
                    3 vacmGroupName
                    4 vacmSecurityToGroupStorageType
                    5 vacmSecurityToGroupStatus
                    """);
    static final Group ACCESS =
            Group.of(
                    new OID("1.3.6.1.6.3.16.1.4.1"),
                    """
                    4 vacmAccessContextMatch
                    5 vacmAccessReadViewName
                    6 vacmAccessWriteViewName
                    7 vacmAccessNotifyViewName
                    8 vacmAccessStorageType
                    9 vacmAccessStatus
                    """);
    static final Group VIEW_LOCK = Group.of(new OID("1.3.6.1.6.3.16.1.5"), "1 vacmViewSpinLock");
    static final Group FAMILIES =
            Group.of(
                    new OID("1.3.6.1.6.3.16.1.5.2.1"),
                    """
                    3 vacmViewTreeFamilyMask
                    4 vacmViewTreeFamilyType
                    5 vacmViewTreeFamilyStorageType
                    6 vacmViewTreeFamilyStatus
                    """);

    /** All objects, for their names. */
    static final List<Group> GROUPS =
            List.of(SET, USM_LOCK, USERS, CONTEXTS, MEMBERS, ACCESS, VIEW_LOCK, FAMILIES);

    private static final int[] COMMUNITY_MODELS = {
        SecurityModel.SECURITY_MODEL_SNMPv1, SecurityModel.SECURITY_MODEL_SNMPv2c
    };

    private AdminTables() {}

    /** The managed objects of one agent. */
    static List<Scalars> of(
            List<SnmpConfig.User> users,
            List<SecureConfig.Name> names,
            Communities communities,
            Engine engine,
            Pinned.Source source) {
        return List.of(
                new Scalars(SET.root(), List.of(SET), List.of(lock(SET)), source),
                new Scalars(USM, List.of(USM_LOCK, USERS), users(users, engine), source),
                new Scalars(
                        SystemObjects.VIEWS,
                        List.of(CONTEXTS, MEMBERS, ACCESS, VIEW_LOCK, FAMILIES),
                        access(users, names, communities),
                        source));
    }

    static Scalars.Scalar lock(Group group) {
        return row(group, new OID("0"), new Integer32(0)).getFirst();
    }

    /** A row: a value for each column in their order. */
    static List<Scalars.Scalar> row(Group table, OID index, Variable... values) {
        if (values.length != table.names().size()) {
            throw new IllegalArgumentException(values.length + " values for " + table);
        }
        var cells = new ArrayList<Scalars.Scalar>();
        for (int column : table.names().keySet()) {
            var value = values[cells.size()];
            cells.add(
                    new Scalars.Scalar(
                            new OID(table.root().getValue(), column), index, _ -> copy(value)));
        }
        return cells;
    }

    private static Variable copy(Variable value) {
        return (Variable) value.clone();
    }

    private static List<Scalars.Scalar> users(List<SnmpConfig.User> users, Engine engine) {
        var cells = new ArrayList<Scalars.Scalar>();
        cells.add(lock(USM_LOCK));
        for (var user : users) {
            var name = Security.utf8(user.name());
            cells.addAll(
                    row(
                            USERS,
                            index(engine.id().toSubIndex(false), name.toSubIndex(false)),
                            name,
                            new OID("0.0"),
                            Security.protocol(user.authentication()),
                            EMPTY,
                            EMPTY,
                            Security.protocol(user.privacy()),
                            EMPTY,
                            EMPTY,
                            EMPTY,
                            READ_ONLY,
                            ACTIVE));
        }
        return cells;
    }

    private static List<Scalars.Scalar> access(
            List<SnmpConfig.User> users, List<SecureConfig.Name> names, Communities communities) {
        var cells = new ArrayList<Scalars.Scalar>();
        cells.addAll(row(CONTEXTS, EMPTY.toSubIndex(false), EMPTY));
        cells.add(lock(VIEW_LOCK));
        var grants = new Grants();
        communities
                .views()
                .forEach(
                        (name, view) -> {
                            for (int model : COMMUNITY_MODELS) {
                                grants.add(model, name, ViewTree.of(view), 1);
                            }
                        });
        for (var user : users) {
            grants.add(
                    SecurityModel.SECURITY_MODEL_USM,
                    Security.utf8(user.name()),
                    ViewTree.of(user.view()),
                    Security.level(user));
        }
        for (var name : names) {
            grants.add(
                    SecurityModel.SECURITY_MODEL_TSM,
                    Security.utf8(name.name()),
                    ViewTree.of(name.view()),
                    SecurityLevel.AUTH_PRIV);
            // By which a manager begins, before it knows what it may ask for.
            grants.access(
                    SecurityModel.SECURITY_MODEL_TSM,
                    ViewTree.of(name.view()).name(),
                    ViewTree.ENGINE,
                    SecurityLevel.NOAUTH_NOPRIV);
        }
        cells.addAll(grants.cells());
        for (var tree : ViewTree.ALL) {
            for (var family : tree.families()) {
                cells.addAll(
                        row(
                                FAMILIES,
                                index(
                                        tree.name().toSubIndex(false),
                                        family.subtree().toSubIndex(false)),
                                EMPTY,
                                new Integer32(family.included() ? 1 : 2),
                                READ_ONLY,
                                ACTIVE));
            }
        }
        return cells;
    }

    static OID index(OID... parts) {
        var whole = new OID();
        for (var part : parts) {
            whole.append(part);
        }
        return whole;
    }

    /** Who is in which group, and what the groups may see. */
    private static final class Grants {
        private final List<Scalars.Scalar> cells = new ArrayList<>();
        private final java.util.Set<OID> known = new java.util.HashSet<>();

        /**
         * @param level the level of security that messages must have
         */
        void add(int model, OctetString name, ViewTree view, int level) {
            var group = new OctetString(view.name() + (level == 2 ? "-auth" : ""));
            var who = index(new OID(new int[] {model}), name.toSubIndex(false));
            cells.addAll(row(MEMBERS, who, group, READ_ONLY, ACTIVE));
            access(model, group, view, level);
        }

        /** What a group may see at a level of security. */
        void access(int model, OctetString group, ViewTree view, int level) {
            var what =
                    index(
                            group.toSubIndex(false),
                            EMPTY.toSubIndex(false),
                            new OID(new int[] {model, level}));
            if (known.add(what)) {
                cells.addAll(
                        row(
                                ACCESS,
                                what,
                                new Integer32(1),
                                view.name(),
                                ViewTree.NOTHING.name(),
                                view.name(),
                                READ_ONLY,
                                ACTIVE));
            }
        }

        List<Scalars.Scalar> cells() {
            return cells;
        }
    }
}

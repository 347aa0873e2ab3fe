package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.snmp4j.agent.security.VACM;
import org.snmp4j.security.SecurityModel;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who sees what (RFC 3415), fixed at the start. A view is made of subtrees, less some others, none
 * of them finer than a column of a table. Nothing is in the view for writing, so that every SET
 * ends in noAccess. Immutable.
 */
final class Views implements VACM {
    private static final OctetString SUMMARY = new OctetString("summary");
    private static final OctetString DETAIL = new OctetString("detail");
    private static final OctetString NOTHING = new OctetString("nothing");

    private static final List<OID> INCLUDED =
            List.of(
                    MibObjects.MTA,
                    MibObjects.APPLICATION,
                    SystemObjects.SYSTEM,
                    SystemObjects.SNMP,
                    SystemObjects.ENGINE,
                    SystemObjects.MPD,
                    SystemObjects.TARGET,
                    SystemObjects.USM,
                    SystemObjects.ROOT);

    /** What names hosts, addresses and messages of others. */
    private static final List<OID> DETAILS =
            List.of(
                    new OID("1.3.6.1.2.1.27.2.1.2"),
                    new OID("1.3.6.1.2.1.28.2.1.21"),
                    new OID("1.3.6.1.2.1.28.2.1.22"),
                    new OID("1.3.6.1.2.1.28.2.1.32"));

    /** What a user sees, provided the message has that level of security. */
    private record UserView(OctetString view, int level) {}

    private final Map<OctetString, OctetString> communities = new HashMap<>();
    private final Map<OctetString, UserView> users = new HashMap<>();

    /**
     * @param communities the views of communities by security name
     */
    Views(Map<OctetString, SnmpConfig.View> communities, List<SnmpConfig.User> users) {
        communities.forEach((name, view) -> this.communities.put(name, name(view)));
        for (var user : users) {
            this.users.put(
                    Security.utf8(user.name()),
                    new UserView(name(user.view()), Security.level(user)));
        }
    }

    private static OctetString name(SnmpConfig.View view) {
        return switch (view) {
            case SUMMARY -> SUMMARY;
            case DETAIL -> DETAIL;
        };
    }

    @Override
    @SuppressWarnings("NullAway") // the library's contract: null stands for no view
    public OctetString getViewName(
            OctetString context,
            OctetString securityName,
            int securityModel,
            int securityLevel,
            int viewType) {
        var view = reading(securityName, securityModel, securityLevel);
        if (view == null || !hasContext(context) || viewType == VIEW_NOTIFY) {
            return null;
        }
        return viewType == VIEW_WRITE ? NOTHING : view;
    }

    private @Nullable OctetString reading(OctetString name, int model, int level) {
        if (model == SecurityModel.SECURITY_MODEL_USM) {
            var user = users.get(name);
            return user != null && level >= user.level() ? user.view() : null;
        }
        return communities.get(name);
    }

    @Override
    public int isAccessAllowed(OctetString viewName, OID oid) {
        boolean inside =
                (viewName.equals(DETAIL) && under(INCLUDED, oid))
                        || (viewName.equals(SUMMARY)
                                && under(INCLUDED, oid)
                                && !under(DETAILS, oid));
        return inside ? VACM_OK : VACM_NOT_IN_VIEW;
    }

    @Override
    public int isAccessAllowed(
            OctetString context,
            OctetString securityName,
            int securityModel,
            int securityLevel,
            int viewType,
            OID oid) {
        if (!hasContext(context)) {
            return VACM_NO_SUCH_CONTEXT;
        }
        var view = getViewName(context, securityName, securityModel, securityLevel, viewType);
        return view == null ? VACM_NO_SUCH_VIEW : isAccessAllowed(view, oid);
    }

    @Override
    public boolean hasContext(OctetString contextName) {
        return contextName.length() == 0;
    }

    private static boolean under(List<OID> subtrees, OID oid) {
        for (var subtree : subtrees) {
            if (oid.startsWith(subtree)) {
                return true;
            }
        }
        return false;
    }
}

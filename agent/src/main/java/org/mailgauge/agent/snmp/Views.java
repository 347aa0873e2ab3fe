package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.snmp4j.agent.security.VACM;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityModel;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who sees what (RFC 3415), fixed at the start. Nothing is in the view for writing, so that every
 * SET ends in noAccess. Immutable.
 */
final class Views implements VACM {
    /** What a user sees, provided the message has that level of security. */
    private record UserView(ViewTree view, int level) {}

    private final Map<OctetString, ViewTree> communities = new HashMap<>();
    private final Map<OctetString, UserView> users = new HashMap<>();
    private final Map<OctetString, UserView> certificates = new HashMap<>();

    /**
     * @param communities the views of communities by security name
     * @param names who comes with a certificate
     */
    Views(
            Map<OctetString, SnmpConfig.View> communities,
            List<SnmpConfig.User> users,
            List<SecureConfig.Name> names) {
        communities.forEach((name, view) -> this.communities.put(name, ViewTree.of(view)));
        for (var user : users) {
            this.users.put(
                    Security.utf8(user.name()),
                    new UserView(ViewTree.of(user.view()), Security.level(user)));
        }
        for (var name : names) {
            certificates.put(
                    Security.utf8(name.name()),
                    new UserView(ViewTree.of(name.view()), SecurityLevel.AUTH_PRIV));
        }
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
        return (viewType == VIEW_WRITE ? ViewTree.NOTHING : view).name();
    }

    private @Nullable ViewTree reading(OctetString name, int model, int level) {
        return switch (model) {
            case SecurityModel.SECURITY_MODEL_USM -> atLevel(users.get(name), level);
            case SecurityModel.SECURITY_MODEL_TSM -> {
                var view = atLevel(certificates.get(name), level);
                yield view != null ? view : ViewTree.ENGINE;
            }
            default -> communities.get(name);
        };
    }

    private static @Nullable ViewTree atLevel(@Nullable UserView user, int level) {
        return user != null && level >= user.level() ? user.view() : null;
    }

    @Override
    public int isAccessAllowed(OctetString viewName, OID oid) {
        boolean inside = false;
        for (var tree : ViewTree.ALL) {
            inside |= viewName.equals(tree.name()) && tree.contains(oid);
        }
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
}

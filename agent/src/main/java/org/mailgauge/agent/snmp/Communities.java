package org.mailgauge.agent.snmp;

import org.mailgauge.address.IpAddress;
import org.snmp4j.agent.mo.snmp.CoexistenceInfo;
import org.snmp4j.agent.mo.snmp.CoexistenceInfoProvider;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TransportIpAddress;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configured communities and where they may be used from. There is no SNMP-COMMUNITY-MIB, so a
 * community's name can be read nowhere. Immutable.
 */
final class Communities implements CoexistenceInfoProvider {
    /** A community by the name under which the views know it, which tells nothing. */
    private record Known(SnmpConfig.Community community, CoexistenceInfo info) {}

    private final Map<OctetString, Known> byName = new HashMap<>();
    private final Map<OctetString, Known> bySecurityName = new HashMap<>();

    Communities(List<SnmpConfig.Community> communities, OctetString engineId) {
        int number = 0;
        for (var community : communities) {
            var securityName = new OctetString("community-" + ++number);
            var known =
                    new Known(
                            community,
                            new CoexistenceInfo(securityName, engineId, new OctetString()));
            byName.put(utf8(community.name()), known);
            bySecurityName.put(securityName, known);
        }
    }

    private static OctetString utf8(String text) {
        return new OctetString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    boolean isEmpty() {
        return byName.isEmpty();
    }

    /** The name under which the views know a community; empty when nobody reads with it. */
    Optional<OctetString> securityName(String community) {
        return Optional.ofNullable(byName.get(utf8(community)))
                .map(known -> known.info().getSecurityName());
    }

    /** The views by security name. */
    Map<OctetString, SnmpConfig.View> views() {
        var views = new HashMap<OctetString, SnmpConfig.View>();
        bySecurityName.forEach((name, known) -> views.put(name, known.community().view()));
        return views;
    }

    @Override
    public CoexistenceInfo[] getCoexistenceInfo(OctetString community) {
        var known = byName.get(community);
        return known == null ? new CoexistenceInfo[0] : new CoexistenceInfo[] {known.info()};
    }

    @Override
    @SuppressWarnings("NullAway") // the library's contract: null stands for none
    public OctetString getCommunity(
            OctetString securityName, OctetString contextEngineId, OctetString contextName) {
        var known = bySecurityName.get(securityName);
        return known == null ? null : utf8(known.community().name());
    }

    @Override
    public boolean passesFilter(Address address, CoexistenceInfo info) {
        var known = bySecurityName.get(info.getSecurityName());
        if (known == null || !(address instanceof TransportIpAddress ip)) {
            return false;
        }
        var source = IpAddress.of(ip.getInetAddress().getAddress());
        boolean named =
                known.community().from().stream().anyMatch(network -> network.contains(source));
        return named && (!known.community().isPublic() || source.isLoopback());
    }
}

package org.mailgauge.agent.cli;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.conf.SnmpConfig.Community;
import org.mailgauge.agent.conf.SnmpConfig.User;
import org.mailgauge.agent.snmp.SnmpConfig;

/** The SNMP agent's settings, from the configuration as it was written. */
public final class SnmpSettings {
    /** What a GET or GETNEXT may answer: 60 columns of text fit. */
    private static final int RESPONSE_OCTETS = 8192;

    private SnmpSettings() {}

    /** Null when the agent is off. */
    public static @Nullable SnmpConfig of(AgentConfig config) {
        var listen = config.snmp().listen();
        return listen == null ? null : of(config, listen);
    }

    private static SnmpConfig of(AgentConfig config, Endpoint listen) {
        var written = config.snmp();
        return new SnmpConfig(
                listen,
                written.communities().stream().map(SnmpSettings::community).toList(),
                written.users().stream().map(SnmpSettings::user).toList(),
                RESPONSE_OCTETS,
                written.maxResponseOctets(),
                config.mta().hostname(),
                written.contact(),
                written.location());
    }

    private static SnmpConfig.Community community(Community written) {
        var from =
                written.from().stream()
                        .map(n -> new SnmpConfig.Network(n.prefix(), n.bits()))
                        .toList();
        return new SnmpConfig.Community(
                written.name().reveal(), from, SnmpConfig.View.valueOf(written.view().name()));
    }

    private static SnmpConfig.User user(User written) {
        return new SnmpConfig.User(
                written.name(),
                SnmpConfig.Authentication.valueOf(written.auth().name()),
                written.authPassphrase().reveal(),
                SnmpConfig.Privacy.valueOf(written.priv().name()),
                written.privPassphrase().reveal(),
                SnmpConfig.View.valueOf(written.view().name()));
    }
}

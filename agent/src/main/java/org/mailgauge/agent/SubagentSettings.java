package org.mailgauge.agent;

import org.mailgauge.agent.agentx.AgentxConfig;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.conf.SubagentConfig;
import org.mailgauge.agent.snmp.MasterView;

import java.util.Optional;

/** The configuration of the AgentX sub-agent in its own terms. */
final class SubagentSettings {
    private SubagentSettings() {}

    /** Empty when it is off. */
    static Optional<AgentxConfig> of(AgentConfig config) {
        return Optional.ofNullable(config.agentx()).map(agentx -> settings(config, agentx));
    }

    private static AgentxConfig settings(AgentConfig config, SubagentConfig agentx) {
        var master =
                switch (agentx.master()) {
                    case SubagentConfig.Master.Local(var path) ->
                            new AgentxConfig.Master.Local(path);
                    case SubagentConfig.Master.Tcp(var endpoint) ->
                            new AgentxConfig.Master.Tcp(endpoint);
                };
        return new AgentxConfig(
                master,
                MasterView.regions(agentx.associations()),
                agentx.priority(),
                agentx.timeout(),
                agentx.ping(),
                "Mailgauge on " + config.mta().hostname(),
                MasterView.product());
    }
}

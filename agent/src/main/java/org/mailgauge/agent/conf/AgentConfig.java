package org.mailgauge.agent.conf;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.auth.LoginSettings;
import org.mailgauge.config.ImapLimits;
import org.mailgauge.config.MailboxConfig;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.config.Pop3Limits;
import org.mailgauge.store.sqlite.StoreSettings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The whole configuration, validated.
 *
 * @param dataDir absolute
 * @param agentx null for "off"
 * @param destinationGroups how many destination domains have a group of their own
 * @param destinationRows how many destination domains are told of one by one
 * @param sinks who is told of alarms
 * @param logins how users log in
 * @param store of the mailboxes, as it is kept
 * @param searchIndex whether their texts are indexed
 * @param watch the foreign MTAs that are shown
 * @param stopWithin how long a stop may take
 * @param values all that was given, by key
 */
public record AgentConfig(
        Path dataDir,
        MtaConfig mta,
        int destinationGroups,
        int destinationRows,
        SnmpConfig snmp,
        @Nullable SubagentConfig agentx,
        AlarmConfig alarms,
        SinkConfig sinks,
        AccountConfig accounts,
        LoginSettings logins,
        Http http,
        TlsConfig tls,
        LogLevel logLevel,
        Duration stopWithin,
        Demo demo,
        AccessConfig<Pop3Limits> pop3,
        AccessConfig<ImapLimits> imap,
        MailboxConfig mailboxes,
        StoreSettings store,
        boolean searchIndex,
        List<WatchConfig> watch,
        Values values) {
    public AgentConfig {
        watch = List.copyOf(watch);
    }

    /**
     * The HTTP listener.
     *
     * @param listen null for "off"
     * @param hostNames names in the Host header that are answered besides localhost and addresses
     */
    public record Http(@Nullable Endpoint listen, Set<String> hostNames) {
        public Http {
            hostNames = Set.copyOf(hostNames);
        }
    }

    /**
     * What {@code demo} does.
     *
     * @param rate messages a second
     * @param cycle the next hop works for its first half and fails for its second
     */
    public record Demo(Duration runFor, int rate, Duration cycle) {}
}

package org.mailgauge.agent.conf;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.config.MtaConfig.At;
import org.mailgauge.config.MtaConfig.Limit;
import org.mailgauge.config.MtaConfig.Listener;
import org.mailgauge.config.MtaConfig.ReplyTable;
import org.mailgauge.config.MtaConfig.Service;
import org.mailgauge.port.LocalAccess;
import org.mailgauge.route.Route;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Makes the records from values that have passed every check. */
final class ConfigBuilder {
    private static final Map<Limit, Key<?>> LIMITS =
            Map.of(
                    Limit.CONNECTIONS, Keys.CONNECTIONS,
                    Limit.RESERVE, Keys.RESERVE,
                    Limit.ASSOCIATIONS, DeliveryKeys.ASSOCIATIONS);

    private final Values values;
    private final @Nullable ReplyTable replyTable;

    private ConfigBuilder(Values values, @Nullable ReplyTable replyTable) {
        this.values = values;
        this.replyTable = replyTable;
    }

    /**
     * @param replyTable null for the built-in one
     */
    static AgentConfig build(Values values, Path folder, @Nullable ReplyTable replyTable) {
        var builder = new ConfigBuilder(values, replyTable);
        return new AgentConfig(
                folder.resolve(values.one(Keys.DATA_DIR)).normalize(),
                builder.mta(),
                values.one(Keys.DESTINATIONS),
                values.one(Keys.DESTINATION_ROWS),
                builder.snmp(folder),
                AgentxKeys.read(values),
                AlarmReader.read(values),
                SinkKeys.read(values),
                AccountKeys.accounts(values),
                AccountKeys.logins(values),
                new AgentConfig.Http(
                        values.one(Keys.LISTEN_HTTP).orElse(null),
                        Set.copyOf(values.all(Keys.HTTP_NAMES))),
                TlsKeys.read(values, folder),
                values.one(Keys.LOG_LEVEL),
                values.one(Keys.STOP_WITHIN),
                new AgentConfig.Demo(
                        values.one(Keys.DEMO_FOR),
                        values.one(Keys.DEMO_RATE),
                        values.one(Keys.DEMO_CYCLE)),
                Pop3Keys.read(values),
                ImapKeys.read(values),
                MailboxKeys.mailboxes(values),
                MailboxKeys.store(values),
                values.one(MailboxKeys.INDEX),
                WatchKeys.read(values),
                values);
    }

    private MtaConfig mta() {
        return new MtaConfig(
                values.one(Keys.HOSTNAME),
                Set.copyOf(values.all(Keys.LOCAL_DOMAINS)),
                listeners(),
                values.one(Keys.MAX_MESSAGE_SIZE),
                smtp(),
                queue(),
                new MtaConfig.DeliveryConfig(
                        values.one(DeliveryKeys.CONCURRENCY),
                        values.one(DeliveryKeys.ASSOCIATIONS),
                        values.one(DeliveryKeys.CONCURRENCY_START),
                        values.one(DeliveryKeys.LINGER),
                        values.one(DeliveryKeys.LINGER_ASSOCIATIONS),
                        timeouts()),
                reports(),
                values.all(Keys.RELAY_NETWORKS),
                Set.copyOf(values.all(Keys.RELAY_DOMAINS)),
                routes(),
                given());
    }

    /** Which limits the operator set; one that is set to its default is as good as not set. */
    private Set<Limit> given() {
        var given = EnumSet.noneOf(Limit.class);
        LIMITS.forEach(
                (limit, key) -> {
                    if (!values.all(key).equals(Defaults.of(key))) {
                        given.add(limit);
                    }
                });
        return given;
    }

    private List<Listener> listeners() {
        var all = new ArrayList<Listener>();
        listener(Service.SMTP, Keys.LISTEN_SMTP, Keys.BARE_SMTP).ifPresent(all::add);
        listener(Service.SUBMISSION, Keys.LISTEN_SUBMISSION, Keys.BARE_SUBMISSION)
                .ifPresent(all::add);
        values.one(Keys.LISTEN_SUBMISSIONS)
                .map(At.Tcp::new)
                .map(
                        at ->
                                new Listener(
                                        Service.SUBMISSION,
                                        at,
                                        values.one(Keys.BARE_SUBMISSION),
                                        true))
                .ifPresent(all::add);
        listener(Service.LMTP, Keys.LISTEN_LMTP, Keys.BARE_LMTP).ifPresent(all::add);
        values.one(Keys.LISTEN_LMTP_SOCKET)
                .map(path -> new At.LocalSocket(path, lmtpAccess()))
                .map(at -> new Listener(Service.LMTP, at, values.one(Keys.BARE_LMTP)))
                .ifPresent(all::add);
        return all;
    }

    private LocalAccess lmtpAccess() {
        return new LocalAccess(
                values.one(Keys.LISTEN_LMTP_SOCKET_MODE),
                Set.copyOf(values.all(Keys.LISTEN_LMTP_SOCKET_USERS)),
                Set.copyOf(values.all(Keys.LISTEN_LMTP_SOCKET_GROUPS)));
    }

    private Optional<Listener> listener(
            Service service, Key<Optional<Endpoint>> at, Key<MtaConfig.BareLineEnd> bare) {
        return values.one(at).map(endpoint -> new Listener(service, endpoint, values.one(bare)));
    }

    private MtaConfig.SmtpLimits smtp() {
        return new MtaConfig.SmtpLimits(
                values.one(Keys.COMMAND_TIMEOUT),
                values.one(Keys.DATA_TIMEOUT),
                values.one(Keys.WRITE_TIMEOUT),
                values.one(Keys.SESSION_BUDGET),
                values.one(Keys.MINIMUM_RATE),
                values.one(Keys.RECIPIENTS),
                values.one(Keys.JUNK_COMMANDS),
                values.one(Keys.ERRORS),
                values.one(Keys.RECEIVED_FIELDS),
                values.one(Keys.CONNECTIONS),
                values.one(Keys.PER_ADDRESS),
                values.one(Keys.RESERVE));
    }

    private MtaConfig.QueueConfig queue() {
        return new MtaConfig.QueueConfig(
                values.one(QueueKeys.SEGMENT_SIZE),
                values.one(QueueKeys.SPARE_SEGMENTS),
                values.one(QueueKeys.PREALLOCATE),
                values.one(QueueKeys.BODY_FILE_SIZE).intValue(),
                values.one(QueueKeys.RESERVE_SIZE),
                values.one(QueueKeys.RESERVE_INODES),
                values.one(QueueKeys.RETRY_FIRST),
                values.one(QueueKeys.RETRY_MOST),
                values.one(QueueKeys.EXPIRY),
                values.one(QueueKeys.NULL_PATH_EXPIRY),
                replyTable);
    }

    private MtaConfig.ReportConfig reports() {
        return new MtaConfig.ReportConfig(
                values.one(QueueKeys.ORIGINAL_SIZE),
                values.all(QueueKeys.DELAYS),
                values.one(QueueKeys.DOUBLE_BOUNCE).orElse(null));
    }

    private Map<String, Duration> timeouts() {
        var all = new HashMap<String, Duration>();
        for (var step : DeliveryKeys.STEPS) {
            all.put(step.name(), values.one(step));
        }
        return all;
    }

    private List<Route> routes() {
        var all = new ArrayList<Route>();
        for (var route : values.items(Keys.ROUTES)) {
            all.add(
                    new Route(
                            route.one(Keys.ROUTE_MATCH),
                            route.one(Keys.ROUTE_VIA),
                            Objects.requireNonNullElse(route.orNull(Keys.ROUTE_CHANNEL), "")));
        }
        return all;
    }

    private SnmpConfig snmp(Path folder) {
        return new SnmpConfig(
                values.one(Keys.LISTEN_SNMP).orElse(null),
                values.items(SnmpKeys.COMMUNITIES).stream()
                        .map(
                                item ->
                                        new SnmpConfig.Community(
                                                item.one(SnmpKeys.COMMUNITY_NAME),
                                                item.all(SnmpKeys.COMMUNITY_FROM),
                                                item.one(SnmpKeys.COMMUNITY_VIEW)))
                        .toList(),
                values.items(SnmpKeys.USERS).stream().map(ConfigBuilder::user).toList(),
                values.one(SnmpKeys.MAX_RESPONSE),
                Objects.requireNonNullElse(values.orNull(SnmpKeys.CONTACT), ""),
                Objects.requireNonNullElse(values.orNull(SnmpKeys.LOCATION), ""),
                values.one(Keys.LISTEN_SNMP_TCP).orElse(null),
                values.one(SnmpKeys.MAX_REQUESTS),
                values.one(SnmpKeys.MAX_ANSWERS),
                NotifyReader.read(values),
                SnmpTlsKeys.read(values, folder));
    }

    private static SnmpConfig.User user(Values item) {
        return new SnmpConfig.User(
                item.one(SnmpKeys.USER_NAME),
                item.one(SnmpKeys.USER_AUTH),
                item.one(SnmpKeys.USER_AUTH_PASSPHRASE),
                item.one(SnmpKeys.USER_PRIV),
                item.one(SnmpKeys.USER_PRIV_PASSPHRASE),
                item.one(SnmpKeys.USER_VIEW));
    }
}

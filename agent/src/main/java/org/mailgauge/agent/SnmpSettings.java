package org.mailgauge.agent;

import org.mailgauge.address.Endpoint;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.conf.SnmpTlsConfig;
import org.mailgauge.agent.snmp.CertificateRule;
import org.mailgauge.agent.snmp.CertificateRule.Source;
import org.mailgauge.agent.snmp.NotifyConfig;
import org.mailgauge.agent.snmp.SecureConfig;
import org.mailgauge.agent.snmp.SnmpConfig;
import org.mailgauge.agent.snmp.notify.Receiver;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** The configuration of the SNMP agent in the agent's own terms. */
final class SnmpSettings {
    private SnmpSettings() {}

    /** Empty when the agent is off. */
    static Optional<SnmpConfig> of(AgentConfig config) {
        return Optional.ofNullable(config.snmp().listen()).map(listen -> settings(config, listen));
    }

    private static SnmpConfig settings(AgentConfig config, Endpoint listen) {
        var snmp = config.snmp();
        return new SnmpConfig(
                listen,
                snmp.communities().stream()
                        .map(
                                community ->
                                        new SnmpConfig.Community(
                                                community.name().reveal(),
                                                community.from().stream()
                                                        .map(
                                                                net ->
                                                                        new SnmpConfig.Network(
                                                                                net.prefix(),
                                                                                net.bits()))
                                                        .toList(),
                                                view(community.view().name())))
                        .toList(),
                snmp.users().stream()
                        .map(
                                user ->
                                        new SnmpConfig.User(
                                                user.name(),
                                                SnmpConfig.Authentication.valueOf(
                                                        user.auth().name()),
                                                user.authPassphrase().reveal(),
                                                SnmpConfig.Privacy.valueOf(user.priv().name()),
                                                user.privPassphrase().reveal(),
                                                view(user.view().name())))
                        .toList(),
                snmp.maxResponseOctets(),
                Math.min(SnmpConfig.DEFAULT_BULK_OCTETS, snmp.maxResponseOctets()),
                config.mta().hostname(),
                snmp.contact(),
                snmp.location(),
                snmp.listenTcp(),
                new SnmpConfig.Rates(snmp.maxRequestsPerSecond(), snmp.maxOctetsPerSecond()),
                notifying(snmp.notifications()),
                secure(snmp.secure()));
    }

    private static SecureConfig secure(SnmpTlsConfig secure) {
        return new SecureConfig(
                secure.tls(),
                secure.dtls(),
                secure.clients().stream()
                        .map(
                                client ->
                                        new CertificateRule(
                                                client.fingerprint(),
                                                source(client.from()),
                                                client.name()))
                        .toList(),
                secure.names().stream()
                        .map(one -> new SecureConfig.Name(one.name(), view(one.view().name())))
                        .toList());
    }

    private static Source source(SnmpTlsConfig.From from) {
        return switch (from) {
            case NOWHERE -> Source.SPECIFIED;
            case MAIL -> Source.MAIL;
            case DNS -> Source.DNS;
            case IP -> Source.IP;
            case ANY -> Source.ANY;
            case COMMON_NAME -> Source.COMMON_NAME;
        };
    }

    private static NotifyConfig notifying(org.mailgauge.agent.conf.NotifyConfig notify) {
        return new NotifyConfig(
                notify.receivers().stream().map(SnmpSettings::receiver).toList(),
                notify.most(),
                notify.heartbeat());
    }

    private static Receiver receiver(org.mailgauge.agent.conf.NotifyConfig.Receiver one) {
        var community = one.community();
        return new Receiver(
                one.to(),
                community == null ? "" : community.reveal(),
                Objects.requireNonNullElse(one.user(), ""),
                one.inform(),
                one.timeout(),
                one.retries());
    }

    private static SnmpConfig.View view(String name) {
        return SnmpConfig.View.valueOf(name.toUpperCase(Locale.ROOT));
    }
}

package org.mailgauge;

import org.mailgauge.config.MtaConfig;
import org.mailgauge.observe.GroupPlan;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.route.NextHop;
import org.mailgauge.route.Route;

import java.util.LinkedHashMap;
import java.util.List;

/** The MTA groups that a configuration asks for: its services, and the channels its routes name. */
final class ConfiguredGroups {
    private ConfiguredGroups() {}

    /** What a configuration asks for. */
    static GroupPlan of(MtaConfig config, MtaServer.Presence presence) {
        var inbound = new LinkedHashMap<String, GroupPlan.Spec>();
        for (var listener : config.listeners()) {
            var service = listener.service();
            inbound.put(service.group(), service(service));
        }
        var channels = new LinkedHashMap<String, GroupPlan.Spec>();
        channels.put("smtp-out", GroupPlan.channel("smtp-out"));
        if (!config.localDomains().isEmpty()) {
            channels.put("local", GroupPlan.channel("local"));
        }
        for (var route : config.routes()) {
            var spec = GroupPlan.channel(route.via().usualChannel());
            if (!route.channel().isEmpty()) {
                spec = own(route, spec);
            }
            channels.putIfAbsent(spec.name(), spec);
        }
        return new GroupPlan(
                List.copyOf(inbound.values()),
                List.copyOf(channels.values()),
                presence.destinations(),
                presence.url());
    }

    private static GroupPlan.Spec service(MtaConfig.Service service) {
        var text =
                switch (service) {
                    case SMTP -> "Mail from other MTAs by SMTP";
                    case SUBMISSION -> "Mail submitted by users";
                    case LMTP -> "Mail taken by LMTP";
                };
        return new GroupPlan.Spec(service.group(), MtaGroup.Kind.INBOUND, text, service.port());
    }

    private static GroupPlan.Spec own(Route route, GroupPlan.Spec usual) {
        var text = "Mail for " + route.match() + " to " + target(route.via()) + " (channel)";
        return new GroupPlan.Spec(route.channel(), usual.kind(), text, usual.port());
    }

    private static String target(NextHop via) {
        return switch (via) {
            case NextHop.SmtpHost(var host, var port) -> host + " port " + port;
            case NextHop.MailExchangers(var domain) -> "the exchangers of " + domain;
            case NextHop.LmtpHost(var host, var port) -> host + " port " + port;
            case NextHop.LmtpSocket(var path) -> path;
            case NextHop.Local _ -> "mailboxes";
            case NextHop.Hold _ -> "hold";
            case NextHop.Discard _ -> "nowhere";
            case NextHop.Refuse _ -> "nowhere, refused";
        };
    }
}

package org.mailgauge.agent;

import org.jspecify.annotations.Nullable;
import org.mailgauge.MtaServer;
import org.mailgauge.Version;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.agent.admin.AdminServer;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.snmp.SnmpAgent;
import org.mailgauge.config.MtaConfig;

import java.io.PrintWriter;
import java.nio.file.Path;

/** What a start tells the one who started it: what listens where, and how to look. */
final class Announcement {
    private final AgentConfig config;
    private final PrintWriter out;

    Announcement(AgentConfig config, PrintWriter out) {
        this.config = config;
        this.out = out;
    }

    void print(Path file, MtaServer mta, @Nullable SnmpAgent snmp, @Nullable AdminServer admin) {
        out.println(
                "mailgauge "
                        + Version.current()
                        + " serves as "
                        + config.mta().hostname()
                        + " (configuration "
                        + file
                        + ", data "
                        + config.dataDir()
                        + ")");
        var listeners = config.mta().listeners();
        for (int i = 0; i < listeners.size(); i++) {
            line(name(listeners.get(i).service()), mta.services().get(i).local().toString());
        }
        var snmpAt = config.snmp().listen();
        if (snmp != null && snmpAt != null) {
            line("snmp", new Endpoint(snmpAt.address(), snmp.boundPort()) + " (udp)");
        }
        if (admin != null) {
            line("http", url(config, admin.port()) + "  /metrics /healthz /readyz");
        }
        if (snmp != null) {
            snmp.firstUse()
                    .ifPresent(
                            command ->
                                    out.println(
                                            "An SNMPv3 user was made; look with:\n  " + command));
        }
        out.println("Look with: mailgauge status, mailgauge queue list, mailgauge snmp walk");
        out.println("Stop with Ctrl-C or SIGTERM.");
        out.flush();
    }

    /** Where the status page is, for one on this host. */
    static String url(AgentConfig config, int port) {
        var listen = config.http().listen();
        if (listen == null) {
            return "";
        }
        var any = listen.address().toString();
        var near = any.equals("0.0.0.0") ? "127.0.0.1" : any.equals("::") ? "::1" : any;
        var address = IpAddress.parse(near).orElse(listen.address());
        return "http://" + new Endpoint(address, port == 0 ? listen.port() : port) + "/";
    }

    private void line(String service, String where) {
        out.println("  %-11s %s".formatted(service, where));
    }

    private static String name(MtaConfig.Service service) {
        return switch (service) {
            case SMTP -> "smtp";
            case SUBMISSION -> "submission";
            case LMTP -> "lmtp";
        };
    }
}

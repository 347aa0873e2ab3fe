package org.mailgauge.agent;

import org.jspecify.annotations.Nullable;
import org.mailgauge.MtaServer;
import org.mailgauge.Version;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.agent.admin.AdminServer;
import org.mailgauge.agent.cli.JsonText;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.snmp.SnmpAgent;
import org.mailgauge.config.MtaConfig;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a start tells the one who started it: what listens where, and how to look. */
final class Announcement {
    private static final String FIRST_USE = "snmp-first-use";
    private static final String WATCHES = " watches on ";

    private final AgentConfig config;
    private final PrintWriter out;
    private final boolean json;
    private final Map<String, String> where = new LinkedHashMap<>();

    /**
     * @param json whether it is one JSON object of texts instead of lines
     */
    Announcement(AgentConfig config, PrintWriter out, boolean json) {
        this.config = config;
        this.out = out;
        this.json = json;
    }

    /** Says something more, to people. */
    void say(String line) {
        if (!json) {
            out.println(line);
            out.flush();
        }
    }

    /**
     * Tells it.
     *
     * @param mta null where there is none of ours
     */
    void print(
            Path file,
            @Nullable MtaServer mta,
            @Nullable SnmpAgent snmp,
            @Nullable AdminServer admin) {
        if (mta != null) {
            collect(mta);
        }
        collect(snmp, admin);
        if (json) {
            var all = new LinkedHashMap<String, String>();
            all.put("version", Version.current());
            all.put("hostname", config.mta().hostname());
            all.put("configuration", file.toString());
            all.put("data-dir", config.dataDir().toString());
            all.putAll(where);
            JsonText.print(out, all);
        } else {
            lines(file, mta == null ? WATCHES : " serves as ");
        }
        out.flush();
    }

    private void collect(MtaServer mta) {
        var listeners = config.mta().listeners();
        for (int i = 0; i < listeners.size(); i++) {
            where.put(name(listeners.get(i)), mta.services().get(i).where());
        }
        mta.accessServices().forEach(access -> where.put(access.label(), access.where()));
    }

    private void collect(@Nullable SnmpAgent snmp, @Nullable AdminServer admin) {
        var snmpAt = config.snmp().listen();
        if (snmp != null && snmpAt != null) {
            where.put("snmp", new Endpoint(snmpAt.address(), snmp.boundPort()) + " (udp)");
            snmp.firstUse().ifPresent(command -> where.put(FIRST_USE, command));
        }
        if (admin != null) {
            where.put("http", url(config, admin.port()));
        }
    }

    private void lines(Path file, String does) {
        out.println(
                "mailgauge "
                        + Version.current()
                        + does
                        + config.mta().hostname()
                        + " (configuration "
                        + file
                        + ", data "
                        + config.dataDir()
                        + ")");
        where.forEach(
                (service, at) -> {
                    if (!service.equals(FIRST_USE)) {
                        var more = service.equals("http") ? "  /metrics /healthz /readyz" : "";
                        out.println("  %-11s %s".formatted(service, at + more));
                    }
                });
        var command = where.get(FIRST_USE);
        if (command != null) {
            out.println("An SNMPv3 user was made; look with:\n  " + command);
        }
        out.println(
                does.equals(WATCHES)
                        ? "Look with: mailgauge status, mailgauge verify, mailgauge snmp walk"
                        : "Look with: mailgauge status, mailgauge queue list, mailgauge snmp walk");
        out.println("Stop with Ctrl-C or SIGTERM.");
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

    private static String name(MtaConfig.Listener listener) {
        return switch (listener.service()) {
            case SMTP -> "smtp";
            case SUBMISSION -> listener.tls() ? "submissions" : "submission";
            case LMTP -> listener.at() instanceof MtaConfig.At.LocalSocket ? "lmtp-socket" : "lmtp";
        };
    }
}

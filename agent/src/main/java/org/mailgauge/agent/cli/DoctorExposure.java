package org.mailgauge.agent.cli;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.conf.SnmpConfig;
import org.mailgauge.agent.conf.SnmpTlsConfig;
import org.mailgauge.agent.snmp.SnmpClientCommand;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Who could read what over the network. */
final class DoctorExposure {
    private static final String CHECK = "exposure";
    private static final String PUBLIC = "public";

    private final AgentConfig config;
    private final @Nullable SnmpClientCommand snmp;
    private final boolean runs;

    DoctorExposure(AgentConfig config, @Nullable SnmpClientCommand snmp, boolean runs) {
        this.config = config;
        this.snmp = snmp;
        this.runs = runs;
    }

    List<Finding> all() {
        var all = new ArrayList<Finding>();
        var listen = config.snmp().listen();
        var tcp = config.snmp().listenTcp();
        if (listen != null && !config.snmp().communities().isEmpty()) {
            boolean open =
                    !listen.address().isLoopback() || (tcp != null && !tcp.address().isLoopback());
            communities(open, all);
        }
        var http = config.http().listen();
        if (http != null && !http.address().isLoopback()) {
            all.add(
                    Finding.warn(
                            CHECK,
                            "the console listens on " + http + " without TLS",
                            "put a proxy before it, or listen.http on loopback"));
        }
        certificates(all);
        probe(all);
        if (all.isEmpty()) {
            all.add(Finding.ok(CHECK, "nothing is open beyond what the configuration means"));
        }
        return all;
    }

    private void communities(boolean exposed, List<Finding> all) {
        for (var community : config.snmp().communities()) {
            boolean anyone = community.from().stream().anyMatch(network -> network.bits() == 0);
            boolean known = community.name().reveal().equalsIgnoreCase(PUBLIC);
            if (exposed) {
                var text =
                        "a community is answered off loopback (%s), in clear text, over v1 and v2c"
                                .formatted(config.snmp().listen());
                all.add(
                        anyone || known
                                ? Finding.fail(
                                        CHECK,
                                        text + (anyone ? ", to anyone" : ", and everyone knows it"),
                                        "use snmp.users (v3), or name its networks in from")
                                : Finding.warn(CHECK, text, "use snmp.users (v3) instead"));
            } else {
                all.add(
                        known
                                ? Finding.warn(
                                        CHECK,
                                        "the community is \"public\", on loopback",
                                        "any program of this host can read; give it another name")
                                : Finding.ok(
                                        CHECK,
                                        "a community (v1 and v2c, clear text), on loopback only"));
            }
        }
    }

    /** A rule by an authority that gives more than one means: whom it issues to is its affair. */
    private void certificates(List<Finding> all) {
        var secure = config.snmp().secure();
        if (secure.tls() == null && secure.dtls() == null) {
            return;
        }
        boolean byAuthority =
                secure.clients().stream()
                        .anyMatch(client -> client.from() != SnmpTlsConfig.From.NOWHERE);
        for (var name : secure.names()) {
            if (byAuthority && name.view() == SnmpConfig.View.ADMIN) {
                all.add(
                        Finding.warn(
                                CHECK,
                                "a certificate that an authority of snmp.tls issues to "
                                        + name.name()
                                        + " has the view admin",
                                "name it by its own fingerprint in snmp.tls.clients"));
            }
        }
        if (secure.clients().isEmpty()) {
            all.add(
                    Finding.warn(
                            CHECK,
                            "SNMP listens with TLS, and nobody can come in",
                            "list certificates in snmp.tls.clients, or close the listener"));
        }
    }

    /** What is answered, whatever the configuration says. */
    private void probe(List<Finding> all) {
        boolean configured =
                config.snmp().communities().stream()
                        .anyMatch(one -> one.name().reveal().equals(PUBLIC));
        if (snmp == null || !runs || configured) {
            return;
        }
        try {
            if (snmp.selfTest().answers(PUBLIC)) {
                all.add(
                        Finding.fail(
                                CHECK,
                                "our port answers the community \"public\", which is not"
                                        + " configured",
                                "see who listens there: ss -ulpn; restart the server if it is an"
                                        + " old one"));
            }
        } catch (IOException failed) {
            all.add(Finding.warn(CHECK, "cannot ask our port: " + failed.getMessage(), ""));
        }
    }
}

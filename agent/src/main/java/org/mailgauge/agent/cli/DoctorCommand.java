package org.mailgauge.agent.cli;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.conf.Text;
import org.mailgauge.agent.conf.Types;
import org.mailgauge.host.HostTime;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code mailgauge doctor}: looks at ourselves and at what is around us. */
@Command(
        name = "doctor",
        description = {
            "Check the running server and its surroundings, one line a check.",
            "Exits with 0 when no check fails, with 1 when one does, with 69 when no server runs."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DoctorCommand implements Callable<Integer> {
    private static final int LINE = 600;

    @ParentCommand MailgaugeCommand mailgauge;
    @Spec CommandSpec spec;

    @Option(
            names = "--host-agent",
            paramLabel = "ADDRESS:PORT",
            defaultValue = "127.0.0.1:161",
            description = "the SNMP agent of this host (default: 127.0.0.1:161)")
    String hostAgent;

    @Option(
            names = "--host-community",
            paramLabel = "COMMUNITY",
            defaultValue = "public",
            description = "how to ask it (default: public)")
    String hostCommunity;

    @Option(
            names = "--stuck-after",
            paramLabel = "TIME",
            defaultValue = "PT15M",
            description = "from which age on a destination may be stuck (default: PT15M)")
    Duration stuckAfter;

    @Override
    public Integer call() throws Failure {
        var file = mailgauge.file();
        var config = Configs.forClient(file, spec.commandLine().getErr());
        var agent = Types.endpoint(hostAgent);
        if (agent.isEmpty()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--host-agent is ADDRESS:PORT, such as 127.0.0.1:161");
        }
        var all = new ArrayList<Finding>();
        all.add(Finding.ok("config", file + " is good"));
        boolean runs = examine(config, file, agent.get(), all);
        print(all);
        boolean failed = all.stream().anyMatch(one -> one.verdict() == Finding.Verdict.FAIL);
        return (!runs ? Exit.UNAVAILABLE : failed ? Exit.FINDINGS : Exit.OK).code();
    }

    /** Fills in what was found; answers whether a server runs. */
    private boolean examine(AgentConfig config, Path file, Endpoint agent, List<Finding> all) {
        var client = client(config, file, all);
        var snmp = mailgauge.launcher.snmp(config);
        try (var time = new HostTime()) {
            if (client != null) {
                all.addAll(new DoctorServer(config, client, time, stuckAfter).all());
            }
            if (!config.watch().isEmpty()) {
                watched(config, all);
            }
            all.addAll(new DoctorExposure(config, snmp.orElse(null), client != null).all());
            if (snmp.isPresent()) {
                all.addAll(new DoctorSnmp(snmp.get(), client, config.dataDir()).all());
            } else {
                all.add(Finding.ok("snmp", "listen.snmp is \"off\""));
            }
            if (client != null && snmp.isPresent()) {
                all.addAll(new DoctorViews(snmp.get(), client).all());
            }
        }
        all.add(DoctorSnmp.host(agent, hostCommunity));
        return client != null;
    }

    /** What of the MTAs that are watched this account may read: the server's may be another. */
    private void watched(AgentConfig config, List<Finding> all) {
        try {
            for (var one : mailgauge.launcher.discover(config)) {
                if (!one.configured()) {
                    continue;
                }
                var name = one.type() + " " + (one.name().isEmpty() ? one.config() : one.name());
                for (var missing : one.missing()) {
                    all.add(
                            Finding.fail(
                                    "watch",
                                    name + " cannot be read: " + missing,
                                    "run doctor as the server's account to see what it may read"));
                }
                if (one.missing().isEmpty()) {
                    all.add(Finding.ok("watch", name + ": " + String.join(", ", one.readable())));
                }
            }
        } catch (Failure failure) {
            all.add(Finding.fail("watch", failure.line(), ""));
        }
    }

    private static @Nullable ApiClient client(AgentConfig config, Path file, List<Finding> all) {
        try {
            var client = ApiClient.of(config, file);
            var status = client.get("status").tree();
            all.add(
                    Finding.ok(
                            "server",
                            "version %s answers as %s"
                                    .formatted(
                                            Human.text(status.path("version")),
                                            Human.text(status.path("hostname")))));
            return client;
        } catch (Failure failure) {
            all.add(Finding.fail("server", failure.line(), ""));
            return null;
        }
    }

    private void print(List<Finding> all) {
        var out = spec.commandLine().getOut();
        if (!mailgauge.json) {
            all.forEach(one -> out.println(Text.printable(one.line(), LINE)));
            return;
        }
        JsonText.print(
                out,
                json -> {
                    json.writeStartObject();
                    json.writeArrayPropertyStart("checks");
                    for (var one : all) {
                        json.writeStartObject();
                        json.writeStringProperty("check", one.check());
                        json.writeStringProperty("verdict", one.verdict().label());
                        json.writeStringProperty("text", one.text());
                        if (!one.advice().isEmpty()) {
                            json.writeStringProperty("advice", one.advice());
                        }
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                    json.writeEndObject();
                });
    }
}

package org.mailgauge.agent;

import org.mailgauge.Version;

import java.io.PrintWriter;

/** What the server says when it is ready: where it listens, and how to look at it. */
final class Greeting {
    private Greeting() {}

    static void print(Wiring.Running running, PrintWriter out) {
        out.println("Mailgauge " + Version.current() + " is ready");
        for (var service : running.mta().services()) {
            out.println("  " + service.group() + " on " + service.local());
        }
        var snmp = running.snmp();
        if (snmp != null) {
            out.println("  snmp on udp port " + snmp.boundPort());
            snmp.firstUse()
                    .ifPresent(
                            line -> {
                                out.println("  an SNMPv3 user was made; look at the MTA with");
                                out.println("    " + line);
                            });
        }
        var http = running.http();
        if (http != null) {
            var at = "http://127.0.0.1:" + http.port();
            out.println("  status page on " + at + "/ and metrics on " + at + "/metrics");
        }
        out.flush();
    }
}

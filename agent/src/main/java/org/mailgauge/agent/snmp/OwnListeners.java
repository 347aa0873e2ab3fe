package org.mailgauge.agent.snmp;

import static org.mailgauge.agent.snmp.Columns.adminString;
import static org.mailgauge.agent.snmp.Columns.counter64;
import static org.mailgauge.agent.snmp.Columns.gauge;
import static org.mailgauge.agent.snmp.Columns.oneOf;

import org.mailgauge.observe.Listener;

import java.util.List;

/** mailgaugeListenerTable: where the applications listen. */
final class OwnListeners {
    static final Table<Listener> LISTENERS =
            new Table<>(
                    "mailgaugeListenerTable",
                    OwnObjects.entry(13),
                    List.of("applIndex", "mailgaugeListenerIndex"),
                    List.of(
                            adminString(2, "mailgaugeListenerName", Listener::name),
                            adminString(3, "mailgaugeListenerAddress", Listener::address),
                            oneOf(
                                    4,
                                    "mailgaugeListenerStatus",
                                    List.of("up", "congested", "down"),
                                    row -> row.condition().number()),
                            gauge(5, "mailgaugeListenerConnections", Listener::connections),
                            counter64(
                                    6,
                                    "mailgaugeListenerAcceptFailures",
                                    Listener::acceptFailures)),
                    (picture, sink) -> {
                        for (var row : picture.snapshot().listeners()) {
                            sink.row(row, row.application(), row.number());
                        }
                    });

    private OwnListeners() {}
}

package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.mailgauge.agent.alarm.AlarmState;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

class CollectorRowsTest {
    private static final String PREFIX = "mailgaugeCollector";

    private static Map<String, String> row(int row) {
        var picture =
                new Picture(Snapshots.full(), AlarmState.EMPTY, List.of(), Alarmed.CONFIGURED);
        var rows = Rows.of(OwnCollectors.COLLECTORS, picture);
        assertEquals(2, rows.size());
        var cells = new TreeMap<String, String>();
        for (int i = 0; i < OwnCollectors.COLLECTORS.columns().size(); i++) {
            var value = rows.read(i, row, new Moment(Snapshots.at(100), Snapshots.START));
            var name = OwnCollectors.COLLECTORS.columns().get(i).name();
            if (value != null) {
                cells.put(name.substring(PREFIX.length()), value.toString());
            }
        }
        return cells;
    }

    @Test
    void theRowsShowWhatTheCollectorsTell() {
        assertEquals(
                new TreeMap<>(
                        Map.of(
                                "Name", "log",
                                "Source", "/var/log/mail.log",
                                "Status", "2",
                                "SinceRead", "200",
                                "Lag", "500",
                                "Records", "1000000000007",
                                "NotUnderstood", "8",
                                "Gaps", "3",
                                "Coverage", "992",
                                "Problem", "")),
                row(0));
    }

    @Test
    void whatIsNotKnownIsAbsent() {
        assertEquals(
                new TreeMap<>(
                        Map.of(
                                "Name", "queue",
                                "Source", "/var/spool/postfix",
                                "Status", "3",
                                "Records", "0",
                                "NotUnderstood", "0",
                                "Gaps", "0",
                                "Problem", "no right to read /var/spool/postfix/deferred")),
                row(1));
    }
}

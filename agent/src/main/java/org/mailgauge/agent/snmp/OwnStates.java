package org.mailgauge.agent.snmp;

import static org.mailgauge.agent.snmp.Columns.gauge;
import static org.mailgauge.agent.snmp.Columns.interval;
import static org.mailgauge.agent.snmp.Columns.kiloGauge;

import org.mailgauge.observe.Ages;
import org.mailgauge.observe.Groups.QueueState;
import org.mailgauge.observe.StateLevel;

import java.util.List;

/** mailgaugeStateTable and mailgaugeAgeTable: what each channel holds, by state and by age. */
final class OwnStates {
    private static final int SECONDS = 60;

    /** The recipients of one class of age. */
    private record Aged(long recipients) {}

    static final Table<StateLevel> STATES =
            new Table<>(
                    "mailgaugeStateTable",
                    OwnObjects.entry(6),
                    List.of("applIndex", "mtaGroupIndex", "mailgaugeState"),
                    List.of(
                            gauge(2, "mailgaugeStateStoredRecipients", StateLevel::recipients),
                            gauge(3, "mailgaugeStateStoredMessages", StateLevel::messages),
                            kiloGauge(4, "mailgaugeStateStoredVolume", StateLevel::octets),
                            interval(
                                    5,
                                    "mailgaugeStateOldestMessage",
                                    (row, now) -> Ages.sinceOrNull(row.oldestTicks(), now)),
                            interval(
                                    6,
                                    "mailgaugeStateScheduledRetry",
                                    (row, now) -> Ages.untilOrNull(row.nextRetryTicks(), now))),
                    (picture, sink) ->
                            each(
                                    picture,
                                    (application, level) ->
                                            sink.row(
                                                    level,
                                                    application,
                                                    level.channel().index(),
                                                    number(level.state()))));

    static final Table<?> AGES =
            new Table<Aged>(
                    "mailgaugeAgeTable",
                    OwnObjects.entry(7),
                    List.of("applIndex", "mtaGroupIndex", "mailgaugeState", "mailgaugeAgeBelow"),
                    List.of(gauge(2, "mailgaugeAgeRecipients", Aged::recipients)),
                    (picture, sink) ->
                            each(picture, (application, level) -> ages(application, level, sink)));

    private OwnStates() {}

    private interface Visitor {
        void see(int application, StateLevel level);
    }

    private static void each(Picture picture, Visitor visitor) {
        for (var application : picture.snapshot().applications()) {
            var mta = application.mta();
            if (mta != null) {
                mta.states().forEach(level -> visitor.see(application.index(), level));
            }
        }
    }

    private static void ages(int application, StateLevel level, Table.Sink<Aged> sink) {
        for (int i = 0; i < level.ages().size(); i++) {
            int below =
                    i < StateLevel.UP_TO.size()
                            ? StateLevel.UP_TO.get(i) * SECONDS
                            : Integer.MAX_VALUE;
            sink.row(
                    new Aged(level.ages().get(i)),
                    application,
                    level.channel().index(),
                    number(level.state()),
                    below);
        }
    }

    /** MailgaugeQueueState. */
    private static int number(QueueState state) {
        return switch (state) {
            case READY -> 1;
            case IN_DELIVERY -> 2;
            case DEFERRED -> 3;
            case HELD -> 4;
        };
    }
}

package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.api.Test;
import org.mailgauge.agent.alarm.Alarm;
import org.mailgauge.agent.alarm.AlarmKind;
import org.mailgauge.agent.alarm.AlarmState;
import org.mailgauge.agent.alarm.Rule;
import org.mailgauge.agent.alarm.Subject;
import org.mailgauge.observe.Destinations;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.observe.Stock;
import org.mailgauge.smtp.SmtpReply;
import org.snmp4j.smi.OID;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which domains have rows, and that alarms point at them. */
class DestinationRowsTest {
    private static final MtaGroup OTHER = Snapshots.group(1020, MtaGroup.Kind.DESTINATION, "other");
    private static final Rule FAILING =
            Alarmed.rule("failing", AlarmKind.DESTINATION_FAILING, 900, 300, "seconds");
    private static final String APPLICATION = "application 1001";

    private static Alarm alarm(long id, String domain) {
        return Alarmed.alarm(
                id,
                FAILING,
                new Subject(APPLICATION, 1001, "other", 1020, domain, ""),
                901,
                Snapshots.at(50),
                false);
    }

    private static Destinations.Row row(String name, long recipients) {
        return new Destinations.Row(
                name,
                OTHER,
                new Destinations.Route(OTHER, "smtp:[192.0.2.1]:25", Destinations.Way.OPEN, 0, 1),
                recipients,
                recipients,
                1000L,
                0,
                Snapshots.at(10),
                null,
                null,
                null,
                null,
                null);
    }

    private static Stock.Unserved unserved(String domain) {
        return new Stock.Unserved(
                domain,
                OTHER,
                9,
                Snapshots.at(10),
                Snapshots.at(20),
                SmtpReply.of(451, 7, 1, "come back later"),
                "greylisted");
    }

    private static MtaSnapshot snapshot(Destinations destinations, List<Stock.Unserved> unserved) {
        var mta = Snapshots.mta(5, List.of());
        var with =
                new MtaSnapshot.Mta(
                        mta.receivedMessages(),
                        mta.receivedOctets(),
                        mta.receivedRecipients(),
                        requireNonNull(mta.stored()),
                        mta.transmittedMessages(),
                        mta.transmittedOctets(),
                        mta.transmittedRecipients(),
                        requireNonNull(mta.convertedSuccessfully()),
                        requireNonNull(mta.conversionsFailed()),
                        mta.loopsDetected(),
                        mta.books(),
                        mta.groups(),
                        unserved,
                        List.of(),
                        destinations,
                        List.of(),
                        List.of(),
                        List.of());
        return Snapshots.of(1, List.of(Snapshots.application(1001, List.of(), with)));
    }

    private static Picture picture(MtaSnapshot snapshot, AlarmState state) {
        return new Picture(snapshot, state, List.of(FAILING), Alarmed.CONFIGURED);
    }

    private static AlarmState active(Alarm... alarms) {
        return Alarmed.state(null, List.of(alarms));
    }

    /** The cells of a picture's destinations, as {@code example.test Recipients}. */
    private static Map<String, String> cells(Picture picture) {
        var rows = Rows.of(OwnDestinations.DESTINATIONS, picture);
        var cells = new TreeMap<String, String>();
        for (int row = 0; row < rows.size(); row++) {
            var name = rows.read(0, row, new Moment(Snapshots.at(100), Snapshots.START));
            for (int column = 0; column < OwnDestinations.DESTINATIONS.columns().size(); column++) {
                var value = rows.read(column, row, new Moment(Snapshots.at(100), Snapshots.START));
                var title = OwnDestinations.DESTINATIONS.columns().get(column).name();
                if (value != null) {
                    cells.put(
                            name + " " + title.substring("mailgaugeDestination".length()),
                            value.toString());
                }
            }
        }
        return cells;
    }

    private static List<String> names(Picture picture) {
        return cells(picture).keySet().stream()
                .filter(key -> key.endsWith(" Name"))
                .map(key -> key.substring(0, key.indexOf(' ')))
                .toList();
    }

    /** What each active alarm points at, by its subject: the value of that instance. */
    private static Map<String, String> pointed(Picture picture) {
        var destinations = new OwnDestinations.Numbers(picture);
        var rows = Rows.of(OwnDestinations.DESTINATIONS, picture);
        var entry = OwnDestinations.DESTINATIONS.entry();
        var found = new TreeMap<String, String>();
        for (var alarm : picture.alarms() == null ? List.<Alarm>of() : picture.alarms().active()) {
            var resource = Resources.of(alarm, picture, destinations);
            if (resource.equals(Resources.NONE)) {
                found.put(alarm.subject().name(), "none");
                continue;
            }
            assertTrue(resource.startsWith(new OID(entry).append(2)), resource.toDottedString());
            int row = rows.find(resource.getValue(), entry.size() + 1);
            assertNotEquals(-1, row, "dangles: " + resource.toDottedString());
            var value = rows.read(0, row, new Moment(Snapshots.at(100), Snapshots.START));
            found.put(alarm.subject().name(), String.valueOf(value));
        }
        return found;
    }

    @Test
    void anAlarmPointsAtTheRowOfItsDomain() {
        var two = new Destinations(2, 9, List.of(row("a.test", 7), row("b.test", 6)));
        var picture = picture(snapshot(two, List.of()), active(alarm(1, "b.test")));
        assertEquals(Map.of("b.test", "b.test"), pointed(picture));
        assertEquals(List.of("a.test", "b.test"), names(picture));
        assertEquals("6", cells(picture).get("b.test Recipients"));
    }

    @Test
    void aDomainThatOnlyAnAlarmIsAboutHasARowWithoutMail() {
        var none = new Destinations(0, 9, List.of());
        var picture = picture(snapshot(none, List.of()), active(alarm(1, "gone.test")));
        assertEquals(Map.of("gone.test", "gone.test"), pointed(picture));
        assertEquals(
                Map.of(
                        "gone.test Name", "gone.test",
                        "gone.test Group", "1020",
                        "gone.test Messages", "0",
                        "gone.test Recipients", "0",
                        "gone.test Volume", "0"),
                cells(picture));
    }

    @Test
    void ofADomainBeyondTheRowsOfTheSnapshotWhatIsUnknownIsAbsent() {
        var one = new Destinations(2, 1, List.of(row("large.test", 900)));
        var picture =
                picture(
                        snapshot(one, List.of(unserved("stuck.test"))),
                        active(alarm(1, "stuck.test")));
        assertEquals(Map.of("stuck.test", "stuck.test"), pointed(picture));
        assertEquals(
                Map.of(
                        "stuck.test Name", "stuck.test",
                        "stuck.test Group", "1020",
                        "stuck.test LastReply", "451 4.7.1 come back later",
                        "stuck.test LastStatus", "4007001",
                        "stuck.test ReplyClass", "2",
                        "stuck.test SinceSuccess", "8000"),
                cells(picture));
    }

    @Test
    void alarmsGoFirstTheOldestBeforeOthersAndNeverBeyondTheBound() {
        var all = new ArrayList<Destinations.Row>();
        for (int i = 0; i < 3; i++) {
            all.add(row("d" + i + ".test", 100 - i));
        }
        var picture =
                picture(
                        snapshot(new Destinations(3, 3, all), List.of()),
                        active(alarm(7, "c.test"), alarm(5, "b.test"), alarm(6, "d2.test")));
        assertEquals(List.of("b.test", "c.test", "d2.test"), names(picture));
        var fewer = new Destinations(3, 2, all.subList(0, 2));
        var less =
                picture(
                        snapshot(fewer, List.of()),
                        active(alarm(7, "c.test"), alarm(5, "b.test"), alarm(6, "d2.test")));
        assertEquals(List.of("b.test", "d2.test"), names(less));
        assertEquals(
                Map.of("b.test", "b.test", "c.test", "none", "d2.test", "d2.test"), pointed(less));
    }

    @Test
    void aDomainWhoseEndIsToldAfterTheWindowKeepsItsRow() {
        var empty = active();
        var owing =
                new AlarmState(
                        empty.nextId(),
                        empty.sequence(),
                        empty.suppressed(),
                        empty.maintenance(),
                        empty.ruleNumbers(),
                        empty.tracks(),
                        List.of(alarm(3, "owed.test")),
                        empty.recent());
        var picture = picture(snapshot(new Destinations(0, 9, List.of()), List.of()), owing);
        assertEquals(List.of("owed.test"), names(picture));
    }

    @Test
    void twoDomainsWithOneNumberArePointedAtAsTheyAreNumbered() {
        // SHA-256 of these two begins alike; the later one in the alphabet has the next number.
        var pair = List.of("d106803.example", "d111459.example");
        assertEquals(OwnDestinations.index(pair.getFirst()), OwnDestinations.index(pair.getLast()));
        var picture =
                picture(
                        snapshot(new Destinations(0, 9, List.of()), List.of()),
                        active(alarm(1, pair.getLast()), alarm(2, pair.getFirst())));
        assertEquals(
                Map.of(
                        pair.getFirst(), pair.getFirst(),
                        pair.getLast(), pair.getLast()),
                pointed(picture));
    }

    @Test
    void anMtaWhoseDestinationsAreNotKnownHasNoRows() {
        var bare = Snapshots.of(1, List.of(Snapshots.application(1001, List.of(), null)));
        var picture = picture(bare, active(alarm(1, "gone.test")));
        assertEquals(List.of(), names(picture));
        assertEquals(Map.of("gone.test", "none"), pointed(picture));
    }
}

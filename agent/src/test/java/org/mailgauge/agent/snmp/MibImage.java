package org.mailgauge.agent.snmp;

import org.mailgauge.observe.MtaSnapshot;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Every instance of both modules as a manager would read it, by name: {@code
 * mtaGroupStoredMessages[smtp-out]}. Values come from the agent's own table code.
 */
public final class MibImage {
    private static final String MTA = "mta";

    private MibImage() {}

    /** Of applications and of groups, by their indexes. */
    private record Names(Map<Integer, String> applications, Map<Integer, String> groups) {}

    /**
     * The instances of a snapshot and their values.
     *
     * @param now the moment of reading, on the ticker
     * @param started when the agent started
     */
    public static SortedMap<String, String> of(MtaSnapshot snapshot, long now, long started) {
        var image = new TreeMap<String, String>();
        var names = names(snapshot);
        var at = new Moment(now, started);
        for (var table : MibObjects.TABLES) {
            read(table, Picture.of(snapshot), at, names, image);
        }
        return image;
    }

    private static <R> void read(
            Table<R> table, Picture picture, Moment at, Names names, Map<String, String> image) {
        var rows = Rows.of(table, picture);
        for (int column = 0; column < table.columns().size(); column++) {
            for (int row = rows.cell(column, 0); row >= 0; row = rows.cell(column, row + 1)) {
                var value = rows.read(column, row, at);
                var name = table.columns().get(column).name() + named(rows.index(row), names);
                if (value != null) {
                    image.put(name, value.toString());
                }
            }
        }
    }

    /**
     * An index in brackets: group for its number, the application left out when a group or an
     * association of the MTA follows.
     */
    private static String named(int[] index, Names names) {
        var application = names.applications.getOrDefault(index[0], MTA);
        var text = new StringBuilder("[");
        if (index.length == 1) {
            text.append(application);
        } else if (!application.equals(MTA)) {
            text.append(application).append(' ');
        }
        for (int i = 1; i < index.length; i++) {
            var name = names.groups.get(index[i]);
            text.append(i > 1 ? " " : "").append(name == null ? "#" + index[i] : name);
        }
        return text.append(']').toString();
    }

    private static Names names(MtaSnapshot snapshot) {
        var names = new Names(new HashMap<>(), new HashMap<>());
        for (var application : snapshot.applications()) {
            var mta = application.mta();
            names.applications.put(application.index(), mta == null ? application.name() : MTA);
            if (mta != null) {
                mta.groups()
                        .forEach(row -> names.groups.put(row.group().index(), row.group().name()));
            }
        }
        return names;
    }
}

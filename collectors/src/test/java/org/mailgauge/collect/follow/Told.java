package org.mailgauge.collect.follow;

import java.util.ArrayList;
import java.util.List;

/** What a source handed over: lines as they are, what else with an exclamation mark before it. */
class Told implements LogSource.Sink {
    final List<String> all = new ArrayList<>();
    final List<Line.Entry> entries = new ArrayList<>();

    @Override
    public void line(Line line) {
        all.add(line.text() + (line.isCut() ? "!cut" : ""));
        var entry = line.entry();
        if (entry != null) {
            entries.add(entry);
        }
    }

    @Override
    public void gap(LogSource.Gap gap) {
        all.add("!" + gap.reason());
    }

    @Override
    public void suppressed(String of, long lines) {
        all.add("!suppressed " + lines + " of " + of);
    }

    /** What was told since it was asked last. */
    List<String> take() {
        var taken = List.copyOf(all);
        all.clear();
        return taken;
    }
}

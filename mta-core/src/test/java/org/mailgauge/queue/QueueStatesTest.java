package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The tables of {@code docs/queue-states.md} are those of the code. */
class QueueStatesTest {

    @Test
    void transitionsAreThoseOfThePage() throws IOException {
        var documented = new TreeSet<String>();
        for (var row : rows("## Transitions")) {
            documented.add(row.get(0) + " " + row.get(1) + " -> " + row.get(2));
        }
        var coded = new TreeSet<String>();
        for (var state : RecipientState.values()) {
            for (var event : RecipientEvent.values()) {
                state.after(event)
                        .ifPresent(
                                to ->
                                        coded.add(
                                                state.label()
                                                        + " "
                                                        + event.label()
                                                        + " -> "
                                                        + to.label()));
            }
        }
        assertEquals(String.join("\n", documented), String.join("\n", coded));
    }

    @Test
    void statesAndTheirCodesAreThoseOfThePage() throws IOException {
        var documented = new TreeSet<String>();
        for (var row : rows("## States")) {
            documented.add(row.get(0) + " " + row.get(1) + " " + row.get(2));
        }
        var coded = new TreeSet<String>();
        for (var state : RecipientState.values()) {
            coded.add(state.label() + " " + state.code() + " " + (state.live() ? "yes" : "no"));
        }
        assertEquals(documented, coded);
    }

    @Test
    void reasonsAndTheirCodesAreThoseOfThePage() throws IOException {
        var documented = new TreeSet<String>();
        for (var row : rows("## Reasons")) {
            documented.add(row.get(0) + " " + row.get(1));
        }
        var coded = new TreeSet<String>();
        for (var reason : WaitReason.values()) {
            coded.add(reason.label() + " " + reason.code());
        }
        assertEquals(documented, coded);
    }

    @Test
    void codesLeadBack() {
        for (var state : RecipientState.values()) {
            assertEquals(state, RecipientState.of(state.code()).orElseThrow());
        }
        for (var reason : WaitReason.values()) {
            assertEquals(reason, WaitReason.of(reason.code()).orElseThrow());
        }
        assertEquals(Set.of(), Set.copyOf(RecipientState.of(11).stream().toList()));
    }

    @Test
    void illegalTransitionIsOurBug() {
        assertThrows(
                IllegalStateException.class, () -> RecipientState.HELD.on(RecipientEvent.TAKEN));
    }

    /** The cells of the first table below a heading, without its head. */
    private static List<List<String>> rows(String heading) throws IOException {
        var page = Path.of("..", "docs", "queue-states.md");
        return Files.readAllLines(page).stream()
                .dropWhile(line -> !line.equals(heading))
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .map(QueueStatesTest::cells)
                .toList();
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.split("\\|"))
                .skip(1)
                .map(cell -> cell.strip().replace("`", ""))
                .toList();
    }
}

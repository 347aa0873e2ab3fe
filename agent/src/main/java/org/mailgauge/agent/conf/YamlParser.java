package org.mailgauge.agent.conf;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Reads one YAML document into a {@link Yaml} tree. Aliases, keys that are no scalars, nesting
 * beyond a bound and a second document are refused; whatever the text, it gives a tree or a
 * problem.
 */
final class YamlParser {
    private static final int DEEPEST = 16;
    private static final int LONGEST = 1 << 20;

    private final Iterator<Event> events;

    private YamlParser(Iterator<Event> events) {
        this.events = events;
    }

    /** The outcome of reading: a tree, or the one problem that ended it. */
    sealed interface Result {
        record Tree(Yaml root) implements Result {}

        record Broken(Problem problem) implements Result {}
    }

    static Result parse(String text) {
        if (text.length() > LONGEST) {
            return new Result.Broken(
                    Problem.of(1, "", text.length() + " characters", "at most " + LONGEST));
        }
        int broken = Text.brokenAt(text);
        if (broken >= 0) {
            int line = 1 + (int) text.substring(0, broken).chars().filter(c -> c == '\n').count();
            return new Result.Broken(Problem.of(line, "", "half a character", "Unicode"));
        }
        var settings =
                LoadSettings.builder()
                        .setCodePointLimit(LONGEST)
                        // One piece: at a boundary of pieces its reader can run over the end.
                        .setBufferSize(text.length() + 16)
                        .build();
        try {
            return new Result.Tree(
                    new YamlParser(new Parse(settings).parseString(text).iterator()).document());
        } catch (Refused e) {
            return new Result.Broken(e.problem);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            return new Result.Broken(Problem.of(line, "", clean(e.getProblem()), "YAML"));
        } catch (YamlEngineException e) {
            return new Result.Broken(
                    Problem.of(1, "", clean(String.valueOf(e.getMessage())), "YAML"));
        }
    }

    private static String clean(String message) {
        return Text.printable(message, 120);
    }

    /** The first document's root; an empty document is an empty mapping. */
    private Yaml document() {
        Yaml root = new Yaml.Mapping(List.of(), 1);
        boolean seen = false;
        while (events.hasNext()) {
            var event = events.next();
            if (event instanceof DocumentStartEvent) {
                if (seen) {
                    throw refuse(event, "a second document", "one document");
                }
                seen = true;
                root = node(events.next(), 0);
            }
        }
        return root instanceof Yaml.Scalar scalar && scalar.none()
                ? new Yaml.Mapping(List.of(), scalar.line())
                : root;
    }

    private Yaml node(Event event, int depth) {
        if (depth > DEEPEST) {
            throw refuse(event, "nesting deeper than " + DEEPEST, "the keys of this file");
        }
        return switch (event) {
            case ScalarEvent scalar ->
                    new Yaml.Scalar(scalar.getValue(), scalar.isPlain(), line(event));
            case MappingStartEvent _ -> mapping(line(event), depth);
            case SequenceStartEvent _ -> sequence(line(event), depth);
            case AliasEvent _ -> throw refuse(event, "an alias", "the value itself");
            default -> throw refuse(event, "no value", "a value");
        };
    }

    private Yaml.Mapping mapping(int line, int depth) {
        var entries = new ArrayList<Yaml.Entry>();
        for (var event = events.next(); !(event instanceof MappingEndEvent); ) {
            if (!(event instanceof ScalarEvent key)) {
                throw refuse(event, "a key that is no text", "a key");
            }
            entries.add(
                    new Yaml.Entry(key.getValue(), line(event), node(events.next(), depth + 1)));
            event = events.next();
        }
        return new Yaml.Mapping(entries, line);
    }

    private Yaml.Sequence sequence(int line, int depth) {
        var items = new ArrayList<Yaml>();
        for (var event = events.next(); !(event instanceof SequenceEndEvent); ) {
            items.add(node(event, depth + 1));
            event = events.next();
        }
        return new Yaml.Sequence(items, line);
    }

    private static int line(Event event) {
        return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    private static Refused refuse(Event event, String found, String accepted) {
        return new Refused(Problem.of(line(event), "", found, accepted));
    }

    /** Ends the reading; never leaves this class. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Problem problem;

        Refused(Problem problem) {
            super(null, null, false, false);
            this.problem = problem;
        }
    }
}

package org.mailgauge.agent.conf;

import org.mailgauge.collect.ForeignMta;

import java.util.List;
import java.util.Objects;

/** The part of the table that is about foreign MTAs. */
final class WatchKeys {
    private static final KeyTable TABLE = new KeyTable(6, Takes.RESTART);

    private WatchKeys() {}

    static final Section WATCH =
            TABLE.list(
                    "watch",
                    "{type: postfix, config: /etc/postfix}",
                    "Foreign MTAs on this host that are shown, beside ours or alone (mailgauge"
                            + " watch). Nothing of theirs is changed.");
    static final Key<ForeignMta> TYPE =
            TABLE.required(
                    "watch[].type",
                    Types.choice(ForeignMta.class, ForeignMta::key),
                    "What it is. Postfix is watched by now.");
    static final Key<String> CONFIG =
            TABLE.one(
                    "watch[].config",
                    Types.text("a folder or file"),
                    "",
                    "Its configuration, where it is not in the usual place.");
    static final Key<String> NAME =
            TABLE.one(
                    "watch[].name",
                    Types.text("a name"),
                    "",
                    "What it is called (applName); by default what it calls itself in the log. Its"
                            + " index belongs to the name.");
    static final Key<String> LOG =
            TABLE.one(
                    "watch[].log",
                    Types.text("a file or journal"),
                    "",
                    "The file into which it logs, or journal; by default what its configuration"
                            + " says, or where systems keep it.");

    static List<Entry> table() {
        return TABLE.lines();
    }

    static List<WatchConfig> read(Values values) {
        return values.items(WATCH).stream()
                .map(
                        item ->
                                new WatchConfig(
                                        item.one(TYPE),
                                        text(item, CONFIG),
                                        text(item, NAME),
                                        text(item, LOG)))
                .toList();
    }

    private static String text(Values item, Key<String> key) {
        return Objects.requireNonNullElse(item.orNull(key), "");
    }
}

package org.mailgauge.truth;

import org.mailgauge.Version;

import java.util.Map;

/** What changed, as the pages have it: a line for each instance, in the order of their names. */
final class Changes {
    private static final int LEAST = 27_000;
    private static final int MOST = 33_000;

    private Changes() {}

    /**
     * The lines.
     *
     * @param inWords whether ages and stamps are compared in words only
     */
    static String text(Map<String, String> changes, boolean inWords) {
        var text = new StringBuilder();
        changes.forEach(
                (name, change) ->
                        text.append(name)
                                .append(": ")
                                .append(shown(name, change, inWords))
                                .append('\n'));
        return text.toString().replaceAll("(?m) +$", "");
    }

    private static String shown(String name, String change, boolean inWords) {
        if (name.startsWith("applVersion")) {
            return change.replace(Version.current(), "VERSION");
        }
        if (inWords && name.matches("applLast.*|mtaGroupLast.*|mtaGroupOldestMessageStored.*")) {
            return words(change);
        }
        return name.startsWith("mtaGroupScheduledRetry") ? retry(change, inWords) : change;
    }

    private static String words(String change) {
        if (change.startsWith("none -> ")) {
            return "appears";
        }
        if (change.endsWith(" -> none")) {
            return "disappears";
        }
        return change.startsWith("-") ? "younger" : "later";
    }

    /** The first retry comes after five minutes, give or take a tenth by chance. */
    private static String retry(String change, boolean inWords) {
        var value = change.replace("none -> ", "");
        boolean number = value.matches("[0-9]{1,9}");
        if (number && Integer.parseInt(value) >= LEAST && Integer.parseInt(value) <= MOST) {
            return "none -> five minutes";
        }
        return inWords ? words(change) : change;
    }
}

package org.mailgauge.agent.cli;

import java.util.Locale;

/**
 * What one check of {@code doctor} found.
 *
 * @param check its name, one word
 * @param text what was found, a sentence
 * @param advice what to do about it; empty when there is nothing to do
 */
record Finding(String check, Verdict verdict, String text, String advice) {

    /** How it is; later ones are worse. */
    enum Verdict {
        OK,
        WARN,
        FAIL;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String check, String text) {
        return new Finding(check, Verdict.OK, text, "");
    }

    static Finding warn(String check, String text, String advice) {
        return new Finding(check, Verdict.WARN, text, advice);
    }

    static Finding fail(String check, String text, String advice) {
        return new Finding(check, Verdict.FAIL, text, advice);
    }

    /** On one line. */
    String line() {
        return "%-4s %-10s %s%s"
                .formatted(verdict.label(), check, text, advice.isEmpty() ? "" : "; " + advice);
    }
}

package org.mailgauge.agent.alarm;

import java.time.Duration;

/**
 * When an alarm is raised and cleared.
 *
 * @param name unique among all rules
 * @param scope what it watches: a name, or a pattern with one asterisk
 * @param raiseAt raised when the value has been at or beyond this for {@code hold}
 * @param clearAt cleared when it has been at or within this for {@code hold}; never beyond {@code
 *     raiseAt}
 * @param units of both
 * @param hold how long a value must last to count
 * @param interval at most one alarm of a subject is told of in so long
 * @param least recipients or attempts below which nothing is measured
 */
public record Rule(
        String name,
        AlarmKind kind,
        String scope,
        Severity severity,
        long raiseAt,
        long clearAt,
        String units,
        Duration hold,
        Duration interval,
        long least) {
    public Rule {
        if (kind.falling() ? clearAt < raiseAt : clearAt > raiseAt) {
            throw new IllegalArgumentException(
                    name + " is cleared at " + clearAt + ", beyond where it is raised: " + raiseAt);
        }
    }

    /** Whether a value calls for an alarm. */
    boolean beyond(long value) {
        return kind.falling() ? value <= raiseAt : value >= raiseAt;
    }

    /** Whether a value calls for the end of one; between the two everything stays as it is. */
    boolean within(long value) {
        return kind.falling() ? value >= clearAt : value <= clearAt;
    }

    /** The value of what is no longer there. */
    long quiet() {
        return kind.falling() ? clearAt : Math.min(0, clearAt);
    }

    /** Whether it is about what was measured. */
    boolean watches(Reading reading) {
        boolean pattern = scope.indexOf('*') >= 0;
        return kind == reading.kind()
                && reading.weight() >= least
                && !(pattern && reading.onlyByName())
                && matches(scope, reading.subject().name());
    }

    private static boolean matches(String scope, String name) {
        int star = scope.indexOf('*');
        if (star < 0) {
            return scope.equals(name);
        }
        var head = scope.substring(0, star);
        var tail = scope.substring(star + 1);
        return name.length() >= head.length() + tail.length()
                && name.startsWith(head)
                && name.endsWith(tail);
    }
}

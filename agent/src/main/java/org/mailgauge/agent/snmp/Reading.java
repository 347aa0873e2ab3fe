package org.mailgauge.agent.snmp;

/**
 * An instance with its value, for people and for programs.
 *
 * @param oid in dotted form
 * @param object the descriptor of its object, or empty when it is none of ours
 * @param index what follows the object's OID, in dotted form
 * @param row the names of the application and group that the index stands for, or empty
 * @param syntax the syntax of its object; {@code noSuchInstance} and the like when there is no
 *     value
 * @param value the number, text or OID as it came
 * @param meaning what the value means to people: the name of an enumerated value, a length of time
 *     in words, a protocol's name; empty when the value says it
 */
public record Reading(
        String oid,
        String object,
        String index,
        String row,
        String syntax,
        String value,
        String meaning) {

    /** One line: {@code mtaGroupStoredMessages.1001.1003 [mailgauge smtp-out] = Gauge32: 12}. */
    public String line() {
        var name = object.isEmpty() ? oid : object + (index.isEmpty() ? "" : "." + index);
        return name
                + (row.isEmpty() ? "" : " [" + row + "]")
                + " = "
                + syntax
                + (exists() ? ": " + value : "")
                + (meaning.isEmpty() ? "" : " (" + meaning + ")");
    }

    /** Whether the agent had a value for it. */
    public boolean exists() {
        return !syntax.startsWith("noSuch") && !syntax.equals("endOfMibView");
    }
}

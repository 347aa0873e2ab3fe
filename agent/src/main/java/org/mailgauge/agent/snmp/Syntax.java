package org.mailgauge.agent.snmp;

import org.snmp4j.smi.SMIConstants;

/** The syntaxes of our objects by the names that their modules use, with the type on the wire. */
enum Syntax {
    COUNTER32("Counter32", SMIConstants.SYNTAX_COUNTER32),
    GAUGE32("Gauge32", SMIConstants.SYNTAX_GAUGE32),
    /** No instance in SNMPv1. */
    COUNTER64("Counter64", SMIConstants.SYNTAX_COUNTER64),
    /** As a Gauge32 on the wire. */
    UNSIGNED32("Unsigned32", SMIConstants.SYNTAX_UNSIGNED_INTEGER32),
    INTEGER32("Integer32", SMIConstants.SYNTAX_INTEGER32),
    INTEGER("INTEGER", SMIConstants.SYNTAX_INTEGER),
    OBJECT_IDENTIFIER("OBJECT IDENTIFIER", SMIConstants.SYNTAX_OBJECT_IDENTIFIER),
    OCTET_STRING("OCTET STRING", SMIConstants.SYNTAX_OCTET_STRING),
    TIME_TICKS("TimeTicks", SMIConstants.SYNTAX_TIMETICKS),
    /** RFC 2579: sysUpTime at an event; TimeTicks on the wire. */
    TIME_STAMP("TimeStamp", SMIConstants.SYNTAX_TIMETICKS),
    /** RFC 2579: hundredths of a second between two events; an INTEGER on the wire. */
    TIME_INTERVAL("TimeInterval", SMIConstants.SYNTAX_INTEGER),
    /** RFC 3411: UTF-8, at most 255 octets. */
    SNMP_ADMIN_STRING("SnmpAdminString", SMIConstants.SYNTAX_OCTET_STRING),
    /** RFC 2788: an RFC 2253 name in UTF-8; empty when there is none. */
    DISTINGUISHED_NAME("DistinguishedName", SMIConstants.SYNTAX_OCTET_STRING),
    /** RFC 2788: a URL in ASCII. */
    URL_STRING("URLString", SMIConstants.SYNTAX_OCTET_STRING),
    /** RFC 2579: true(1), false(2). */
    TRUTH_VALUE("TruthValue", SMIConstants.SYNTAX_INTEGER),
    /** RFC 2579: a date and time in 8 octets, or in 11 with the distance from UTC. */
    DATE_AND_TIME("DateAndTime", SMIConstants.SYNTAX_OCTET_STRING),
    /** RFC 2579: the first instance of a row; 0.0 for none. */
    ROW_POINTER("RowPointer", SMIConstants.SYNTAX_OBJECT_IDENTIFIER),
    QUEUE_STATE("MailgaugeQueueState", SMIConstants.SYNTAX_INTEGER),
    REPLY_CLASS("MailgaugeReplyClass", SMIConstants.SYNTAX_INTEGER),
    KIND_OF_ALARM("MailgaugeKindOfAlarm", SMIConstants.SYNTAX_INTEGER),
    SEVERITY("MailgaugeSeverity", SMIConstants.SYNTAX_INTEGER);

    private final String label;
    private final int wire;

    Syntax(String label, int wire) {
        this.label = label;
        this.wire = wire;
    }

    /** As a module's SYNTAX clause has it. */
    String label() {
        return label;
    }

    /** The type of the value on the wire, a constant of {@link SMIConstants}. */
    int wire() {
        return wire;
    }

    /** Whether the value is text for people. */
    boolean text() {
        return this == SNMP_ADMIN_STRING || this == DISTINGUISHED_NAME || this == URL_STRING;
    }
}

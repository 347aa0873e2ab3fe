package org.mailgauge.planted.agent.alarm;

/** What SNMP may know and metrics may not. */
public final class Alarm {}

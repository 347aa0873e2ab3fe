package org.mailgauge.agent.alarm;

/**
 * How one way on which alarms are told has done since the start. Events, but for {@code failed}.
 *
 * @param name of the way, without secrets: {@code webhook ops.example.org}
 * @param sent handed over
 * @param failed attempts that have to be made again
 * @param dropped given up: refused, too old, beyond the bound, or lost at a stop
 * @param waiting now
 * @param trouble why the last attempt failed; empty after one that did not
 */
public record SinkCounts(
        String name, long sent, long failed, long dropped, long waiting, String trouble) {}

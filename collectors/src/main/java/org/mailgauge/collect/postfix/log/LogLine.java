package org.mailgauge.collect.postfix.log;

import org.jspecify.annotations.Nullable;

/**
 * One line: who wrote it and when, and what it tells.
 *
 * @param time null when the line has none, or comes without (journald)
 * @param host null when the line has none, or comes without
 * @param syslogName what precedes the service: {@code postfix}, {@code postfix/submission}; empty
 *     for a program that is named without
 * @param service the program of Postfix: {@code smtpd}, {@code qmgr}; of another's line, the name
 *     it goes by; empty when the line names none
 * @param pid null when it is not told
 * @param severity {@link Severity#INFO} when none is told
 */
public record LogLine(
        @Nullable LogTime time,
        @Nullable String host,
        String syslogName,
        String service,
        @Nullable Long pid,
        Severity severity,
        PostfixEvent event) {}

package org.mailgauge.agent;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;

import org.mailgauge.agent.conf.LogLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log: lines on the standard error stream, written by one thread from a bounded queue. */
final class Logging {
    /**
     * Events that wait to be written; when it is full, further ones are dropped, never waited for.
     */
    private static final int WAITING = 4096;

    private static final String LINE =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} %replace(%msg){'\\p{Cntrl}',' '}%n";

    private Logging() {}

    /** Sets it up; to be called before anything is logged. */
    static void start(LogLevel level) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        context.reset();
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(LINE);
        encoder.start();
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setContext(context);
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();
        var bounded = new AsyncAppender();
        bounded.setContext(context);
        bounded.setQueueSize(WAITING);
        bounded.setNeverBlock(true);
        bounded.addAppender(console);
        bounded.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(level.name()));
        root.addAppender(bounded);
    }

    /** Logs from this level on. */
    static void level(LogLevel level) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            level(context, level);
        }
    }

    static void level(LoggerContext context, LogLevel level) {
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.toLevel(level.name()));
    }

    /** Writes what waits. */
    static void stop() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }
}

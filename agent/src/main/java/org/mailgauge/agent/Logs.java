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

/**
 * The log: lines on standard error, written by a thread of its own from a bounded queue, so that
 * nobody waits for a terminal or a full pipe. When the queue is full, lines below a warning are
 * dropped first, then all.
 */
final class Logs implements AutoCloseable {
    private static final int QUEUE = 8192;
    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{0}: %msg%n";

    private final LoggerContext context;

    private Logs(LoggerContext context) {
        this.context = context;
    }

    /** Logs from now on at that level. */
    static Logs start(LogLevel level) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setContext(context);
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();
        var queue = new AsyncAppender();
        queue.setContext(context);
        queue.setQueueSize(QUEUE);
        queue.setNeverBlock(true);
        queue.addAppender(console);
        queue.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(queue);
        context.getLogger("org.mailgauge").setLevel(Level.toLevel(level.name()));
        return new Logs(context);
    }

    /** Writes what waits. */
    @Override
    public void close() {
        context.stop();
    }
}

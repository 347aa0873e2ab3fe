package org.mailgauge.agent.conf;

import java.util.Locale;

/** The least severe messages that are logged. */
public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}

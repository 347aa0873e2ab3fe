package org.mailgauge.agent.conf;

import org.mailgauge.collect.ForeignMta;

/**
 * A foreign MTA that is watched.
 *
 * @param config its folder or file; empty for the usual place
 * @param name applName; empty for what it calls itself
 * @param log a path, {@code journal}, or empty for what is found
 */
public record WatchConfig(ForeignMta type, String config, String name, String log) {}

package org.mailgauge.queue;

import org.mailgauge.config.MtaConfig.ReportConfig;

/**
 * How reports are made.
 *
 * @param hostname the name under which we report
 */
public record Reporting(String hostname, ReportConfig config) {}

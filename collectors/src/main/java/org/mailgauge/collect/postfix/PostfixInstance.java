package org.mailgauge.collect.postfix;

import java.util.Set;

/**
 * An instance of Postfix, as its configuration describes it.
 *
 * @param name what it calls itself: multi_instance_name, or syslog_name
 * @param syslogName what stands before the service in its log
 * @param logFile maillog_file, or empty when it logs to syslog
 * @param hashed the queues whose files are in folders below
 * @param depth how many folders deep
 * @param activeLimit messages that may be under way (qmgr_message_active_limit)
 */
public record PostfixInstance(
        String name,
        String version,
        String hostname,
        String configFolder,
        String queueFolder,
        String syslogName,
        String logFile,
        Set<String> hashed,
        int depth,
        int activeLimit,
        String owner) {
    public PostfixInstance {
        hashed = Set.copyOf(hashed);
    }
}

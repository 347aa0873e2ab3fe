/**
 * Ways on which alarms leave this host: a webhook and syslog. Each has a bounded queue in memory
 * and a thread of its own, so that no receiver can keep the alarms waiting; none uses the mail
 * queue.
 */
@NullMarked
package org.mailgauge.agent.alarm.sink;

import org.jspecify.annotations.NullMarked;

package org.mailgauge.mailaccess;

import org.mailgauge.imap.MessageLimit;
import org.mailgauge.observe.ServiceEvent;

/**
 * What a session's way to its mailboxes needs of the session.
 *
 * @param wake called by any thread when there may be something to {@link MailAccess#tell}
 * @param observer is told what becomes of messages
 * @param limit of messages that a command works on
 */
public record SessionPorts(
        Output out, Runnable wake, ServiceEvent.Observer observer, MessageLimit limit) {}

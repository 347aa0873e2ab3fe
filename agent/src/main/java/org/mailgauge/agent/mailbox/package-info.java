/**
 * Mailboxes in and out: export to and import from Maildir, mbox and .eml, and what brings deleted
 * messages back. Works on any {@link org.mailgauge.agent.mailbox.MailAccess}, that of a store or
 * that of a running server.
 */
@NullMarked
package org.mailgauge.agent.mailbox;

import org.jspecify.annotations.NullMarked;

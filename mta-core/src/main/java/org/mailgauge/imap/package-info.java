/**
 * IMAP4rev1 and IMAP4rev2 (RFC 3501, RFC 9051) as pure code: commands as they come in and are
 * parsed, responses as they are written, and the session that turns one into the other. Knows
 * mailboxes only by their names, numbers and flags.
 */
@NullMarked
package org.mailgauge.imap;

import org.jspecify.annotations.NullMarked;

package org.mailgauge.mailaccess;

import org.mailgauge.imap.ImapReply;

/** What a FETCH could not tell; the rest is told all the same. */
final class FetchTrouble {
    private boolean vanished;
    private boolean damaged;
    private boolean unknownEncoding;

    /** A message that the session sees still has been expunged by another one. */
    void vanished() {
        vanished = true;
    }

    /** Something cannot be read. */
    void damaged() {
        damaged = true;
    }

    /** A transfer encoding that nobody knows cannot be undone. */
    void unknownEncoding() {
        unknownEncoding = true;
    }

    /** How the command ends (RFC 5530, RFC 3516 section 4.3). */
    ImapReply reply() {
        if (damaged) {
            return ImapReply.no("CORRUPTION", "Not all of them can be read");
        }
        if (unknownEncoding) {
            return ImapReply.no("UNKNOWN-CTE", "Not all of them can be decoded");
        }
        return vanished ? Refusals.expunged() : ImapReply.ok("Fetched");
    }
}

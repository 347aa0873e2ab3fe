package org.mailgauge.pop3;

/**
 * Cuts a message after its header section, the empty line and some lines of the body (RFC 1939
 * section 7, TOP). Only CRLF ends a line. Used by one thread, for one message.
 */
public final class TopFilter {
    private final long bodyLines;
    private boolean inBody;
    private long lines;
    private boolean lineIsEmpty = true;
    private boolean afterCr;

    public TopFilter(long bodyLines) {
        this.bodyLines = bodyLines;
    }

    /** Whether nothing more of the message is wanted, so that it need not be read on. */
    public boolean done() {
        return inBody && lines >= bodyLines;
    }

    /**
     * Takes the next octets.
     *
     * @return how many of them belong to what is sent
     */
    public int take(byte[] from, int offset, int length) {
        int i = offset;
        while (i < offset + length && !done()) {
            byte octet = from[i++];
            if (afterCr && octet == '\n') {
                endLine();
                continue;
            }
            lineIsEmpty &= !afterCr && octet == '\r';
            afterCr = octet == '\r';
        }
        return i - offset;
    }

    private void endLine() {
        afterCr = false;
        if (inBody) {
            lines++;
        } else {
            inBody = lineIsEmpty;
        }
        lineIsEmpty = true;
    }
}

package org.mailgauge.mailaccess;

import org.mailgauge.imap.ImapCommand;
import org.mailgauge.imap.ImapReply;
import org.mailgauge.imap.ImapText;
import org.mailgauge.mailbox.UidSet;

import java.io.IOException;

/**
 * UIDBATCHES (RFC 10022): ranges of UIDs with so many messages each, from the latest message back,
 * which leave no UID below it out.
 */
final class UidBatching {
    /** A batch has at least so many messages. */
    private static final int LEAST = 500;

    private final Output out;

    UidBatching(Output out) {
        this.out = out;
    }

    ImapReply tell(String tag, UidSet uids, ImapCommand.UidBatches batches) throws IOException {
        if (batches.first() > batches.last()) {
            return ImapReply.bad("CLIENTBUG", "First batch after the last");
        }
        if (batches.size() < LEAST) {
            return ImapReply.no("TOOFEW", "At least " + LEAST + " messages in a batch");
        }
        out.buffer().text("* UIDBATCHES (TAG ").text(ImapText.string(tag)).octet(')');
        write(uids, batches);
        out.buffer().line();
        out.pass();
        return ImapReply.ok("That is all");
    }

    private void write(UidSet uids, ImapCommand.UidBatches batches) throws IOException {
        long messages = uids.size();
        long first = Math.max(batches.first(), 1);
        long last = batches.last() == 0 ? Long.MAX_VALUE : batches.last();
        char before = ' ';
        for (long batch = first; batch <= last; batch++) {
            if (batch - 1 > (messages - 1) / batches.size() || messages == 0) {
                return;
            }
            long done = (batch - 1) * batches.size();
            long high = done == 0 ? uids.last() : uids.nth(messages - done + 1) - 1;
            boolean rest = messages - done <= batches.size();
            long low = rest ? 1 : uids.nth(messages - done - batches.size() + 1);
            out.buffer().octet(before).number(high).octet(':').number(low);
            out.pass();
            before = ',';
        }
    }
}

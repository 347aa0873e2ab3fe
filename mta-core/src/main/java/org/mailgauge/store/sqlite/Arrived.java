package org.mailgauge.store.sqlite;

import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.store.Flags;
import org.mailgauge.store.Keyword;
import org.mailgauge.store.log.Contents;
import org.mailgauge.store.log.Frame;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;

/**
 * A content as its frame tells of it: where it arrived first.
 *
 * @param box number of the mailbox; 0 when the frame doesn't tell
 * @param place of the frame, or that of contents with a file of their own
 */
record Arrived(
        long content,
        long octets,
        long place,
        long span,
        long box,
        String account,
        String mailboxId,
        String mailboxName,
        long validity,
        long uid,
        long date,
        Flags flags) {

    /** What a frame tells; empty when it is about no content. */
    static Optional<Arrived> of(Frame frame, long place, byte[] record) {
        if (frame.type() != Transaction.CONTENT) {
            return Optional.empty();
        }
        try (var in = new DataInputStream(new ByteArrayInputStream(record))) {
            var account = in.readUTF();
            var id = in.readUTF();
            var name = in.readUTF();
            long validity = in.readLong();
            long uid = in.readLong();
            long date = in.readLong();
            var flags = flags(in.readUTF());
            long file = in.readLong();
            long octets = in.readLong();
            return Optional.of(
                    new Arrived(
                            file == 0 ? frame.content() : file,
                            octets,
                            file == 0 ? place : Contents.OWN_FILE,
                            file == 0 ? frame.span() : 0,
                            frame.subject(),
                            account,
                            id,
                            name,
                            validity,
                            uid,
                            date,
                            flags));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Flags flags(String text) {
        var system = new HashSet<SystemFlag>();
        var keywords = new HashSet<Keyword>();
        for (var word : text.split(" ", -1)) {
            Arrays.stream(SystemFlag.values())
                    .filter(flag -> flag.text().equals(word))
                    .forEach(system::add);
            Keyword.parse(word).ifPresent(keywords::add);
        }
        return Flags.of(system, keywords);
    }

    boolean hasOwnFile() {
        return place == Contents.OWN_FILE;
    }
}

package org.mailgauge.maildrop;

import org.mailgauge.queue.Content;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.MessageKey;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which messages have a header section in UTF-8 beyond ASCII (RFC 6532): found out by reading it
 * when it is first asked, and remembered for the last 10,000. Safe for use by any thread.
 */
final class HeaderKinds {
    private static final int REMEMBERED = 10_000;
    private static final int PIECE = 8192;
    private static final int MOST = 32 * PIECE;

    private final Map<MessageKey, Boolean> known =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<MessageKey, Boolean> eldest) {
                    return size() > REMEMBERED;
                }
            };

    /** A message that cannot be read is none; reading it says why. */
    boolean isInternational(MailboxStore mailbox, long uid) {
        var key = new MessageKey(mailbox.id(), uid);
        synchronized (known) {
            var before = known.get(key);
            if (before != null) {
                return before;
            }
        }
        try {
            var content = mailbox.content(uid);
            boolean found = content.isPresent() && isInternational(content.get());
            synchronized (known) {
                known.put(key, found);
            }
            return found;
        } catch (IOException e) {
            return false;
        }
    }

    /** The header section as far as 256 KiB. */
    static boolean isInternational(Content content) throws IOException {
        var header = new ByteArrayOutputStream();
        var piece = new byte[PIECE];
        boolean beyondAscii = false;
        int lineOctets = 0;
        for (int at = 0; at < MOST; ) {
            int read = content.read(at, piece, 0, PIECE);
            for (int i = 0; i < read; i++) {
                if (piece[i] == '\n') {
                    if (lineOctets == 0) {
                        return beyondAscii && isUtf8(header.toByteArray());
                    }
                    lineOctets = 0;
                } else if (piece[i] != '\r') {
                    lineOctets++;
                }
                beyondAscii |= piece[i] < 0;
                header.write(piece[i]);
            }
            if (read <= 0) {
                break;
            }
            at += read;
        }
        return beyondAscii && isUtf8(header.toByteArray());
    }

    private static boolean isUtf8(byte[] octets) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}

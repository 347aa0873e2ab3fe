package org.mailgauge.mailaccess;

import org.mailgauge.imap.FetchItem;
import org.mailgauge.imap.HeaderFilter;
import org.mailgauge.mime.TransferDecoder;

/** What becomes of octets on their way to a client. Used by one thread, for one way. */
interface Passage {

    /** Octets that a piece may become, with what waits of the pieces before it. */
    int room(int length);

    /**
     * Takes the next piece.
     *
     * @param into has {@link #room} for it
     * @return the octets put, from the first on
     */
    int take(byte[] from, int length, byte[] into);

    /** Ends it. @return as before */
    int end(byte[] into);

    /** Whether no more matters. */
    boolean done();

    /** Fields of a header section. */
    static Passage of(FetchItem.Section section) {
        boolean others = section.text() == FetchItem.Section.Text.HEADER_FIELDS_NOT;
        var filter = new HeaderFilter(section.fields(), others);
        return new Passage() {
            @Override
            public int room(int length) {
                return filter.room(length);
            }

            @Override
            public int take(byte[] from, int length, byte[] into) {
                return filter.take(from, 0, length, into, 0);
            }

            @Override
            public int end(byte[] into) {
                return filter.end(into, 0);
            }

            @Override
            public boolean done() {
                return filter.done();
            }
        };
    }

    /** A body whose transfer encoding is undone. */
    static Passage of(TransferDecoder decoder) {
        return new Passage() {
            @Override
            public int room(int length) {
                return decoder.room(length);
            }

            @Override
            public int take(byte[] from, int length, byte[] into) {
                return decoder.decode(from, 0, length, into, 0);
            }

            @Override
            public int end(byte[] into) {
                return decoder.end(into, 0);
            }

            @Override
            public boolean done() {
                return false;
            }
        };
    }
}

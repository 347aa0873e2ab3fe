package org.mailgauge.fulltext;

import org.apache.lucene.document.FieldType;
import org.apache.lucene.index.IndexOptions;
import org.mailgauge.mime.MimeLimits;
import org.mailgauge.mime.Summary;
import org.mailgauge.store.ObjectId;

import java.util.HashMap;
import java.util.Map;

/** How an index is made; one that was made in another way is made anew. */
final class Format {
    /** Of pieces of texts, and of what stands beside them. */
    private static final int VERSION = 1;

    private static final String STAMP = "stamp.";

    /** The field with all terms of a message. */
    static final String TERMS = "t";

    /** The field with its number. */
    static final String NUMBER = "e";

    static final FieldType TYPE = new FieldType();

    static {
        TYPE.setTokenized(true);
        TYPE.setIndexOptions(IndexOptions.DOCS);
        TYPE.setOmitNorms(true);
        TYPE.freeze();
    }

    private Format() {}

    /** All on which it depends what a text is; of Java, its tables of characters and charsets. */
    private static String stamp() {
        return STAMP
                + VERSION
                + "."
                + Summary.VERSION
                + "."
                + MimeLimits.DEFAULT.headerOctets()
                + "."
                + Runtime.version().feature();
    }

    /** What is kept with an index. */
    static Map<String, String> data(Map<ObjectId, Mark> marks) {
        var data = new HashMap<>(Mark.texts(marks));
        data.put(stamp(), "");
        return data;
    }

    /**
     * The marks of an index.
     *
     * @param data of its last commit
     * @throws OtherFormatException when it is of another format
     */
    static Map<ObjectId, Mark> marks(Map<String, String> data) throws OtherFormatException {
        var marks = new HashMap<>(data);
        if (marks.remove(stamp()) == null) {
            throw new OtherFormatException();
        }
        try {
            return Mark.read(marks);
        } catch (IllegalArgumentException e) {
            throw new OtherFormatException();
        }
    }

    /** An index was made by another program, or a later or earlier version of ours. */
    static final class OtherFormatException extends java.io.IOException {
        private static final long serialVersionUID = 1;

        private OtherFormatException() {
            super("made in another way");
        }
    }
}

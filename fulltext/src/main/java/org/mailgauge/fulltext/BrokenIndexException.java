package org.mailgauge.fulltext;

import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexNotFoundException;
import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** An index failed, rather than the store. */
final class BrokenIndexException extends Exception {
    private static final long serialVersionUID = 1;

    BrokenIndexException(Exception cause) {
        super(cause);
    }

    /** Whether it has to be made anew; else the disk failed, or is full. */
    boolean isDamage() {
        return isDamage(getCause());
    }

    static boolean isDamage(@Nullable Throwable why) {
        return !(why instanceof IOException)
                || why instanceof CorruptIndexException
                || why instanceof IndexFormatTooOldException
                || why instanceof IndexFormatTooNewException
                || why instanceof IndexNotFoundException
                || why instanceof EOFException
                || why instanceof NoSuchFileException
                || why instanceof Format.OtherFormatException
                || (why.getCause() != null && isDamage(why.getCause()));
    }
}

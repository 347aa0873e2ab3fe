package org.mailgauge.store.log;

import java.io.IOException;

/** Is shown what a log holds, in its order. */
public interface LogVisitor {
    /**
     * A record that is right.
     *
     * @param place of its frame
     */
    void frame(Frame frame, long place, byte[] record) throws IOException;

    /**
     * Records are lost.
     *
     * @param subject what they are about; 0 when that cannot be told
     */
    void lost(long subject, long frames) throws IOException;
}

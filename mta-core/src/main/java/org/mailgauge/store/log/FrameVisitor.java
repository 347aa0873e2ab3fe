package org.mailgauge.store.log;

import java.io.IOException;

/** Is shown frames of a log. */
public interface FrameVisitor {
    /**
     * A record that is right.
     *
     * @param place of its frame
     */
    void frame(Frame frame, long place, byte[] record) throws IOException;
}

package org.mailgauge.store.log;

import java.io.IOException;

/** Is shown what a log holds, in its order. */
public interface LogVisitor extends FrameVisitor {
    /**
     * Records are lost.
     *
     * @param subject what they are about; 0 when that cannot be told
     */
    void lost(long subject, long frames) throws IOException;
}

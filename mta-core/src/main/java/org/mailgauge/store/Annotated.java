package org.mailgauge.store;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What has annotations (RFC 5464): an account, for those of the server, or a mailbox. */
public interface Annotated {

    /** All of them; the arrays are the caller's. Empty when it exists no longer. */
    Map<AnnotationName, byte[]> annotations() throws IOException;

    /**
     * Sets and removes, all or none.
     *
     * @return whether anything changed, or {@link Refusal.TooMany}, {@link Refusal.TooBig}, {@link
     *     Refusal.NoSuchMailbox}, {@link Refusal.NoSuchAccount}
     */
    Outcome<Boolean> annotate(List<AnnotationChange> changes) throws IOException;
}

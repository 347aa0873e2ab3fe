package org.mailgauge.store.log;

/** A frame that its group has no room for; the group is as it was before it. */
public final class GroupTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GroupTooLargeException(String what) {
        super(what);
    }
}

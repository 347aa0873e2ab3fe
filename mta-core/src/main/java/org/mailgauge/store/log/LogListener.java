package org.mailgauge.store.log;

/** Is told what happens to a log; called by the thread that finds it. */
public interface LogListener {

    /** Octets that had been durable are not what was written; they have been set aside. */
    void damaged(Damage damage);

    /** The disk failed; the log goes on where it says so. */
    void failed(String what, Exception why);

    /**
     * What is wrong.
     *
     * @param file in the store's folder
     * @param subject of the frame that is damaged; 0 when it cannot be told, or the frame is about
     *     all
     * @param frames how many records are lost; 0 when only a content is
     */
    record Damage(String file, long offset, long length, long subject, long frames, String what) {}
}

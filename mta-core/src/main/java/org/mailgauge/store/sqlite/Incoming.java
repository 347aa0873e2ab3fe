package org.mailgauge.store.sqlite;

import org.mailgauge.mime.Traits;
import org.mailgauge.store.NewMessage;

/**
 * A message whose content is at hand: in memory, or forced in a file of its own.
 *
 * @param found what was found in the content
 * @param data the content, when it is to ride in the log; empty else
 * @param file number of the content that has its own file; 0 for none
 */
record Incoming(NewMessage message, Found found, byte[] data, long octets, long file) {

    /**
     * What the index keeps of a content.
     *
     * @param summary its octets; empty when there is none that could be kept
     * @param threadKeys from {@link org.mailgauge.store.Summaries#threadKeys}
     */
    record Found(byte[] summary, Traits traits, long[] threadKeys) {
        static final Found NOTHING = new Found(new byte[0], Traits.UNKNOWN, new long[0]);
    }
}

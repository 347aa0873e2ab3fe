package org.mailgauge.store.sqlite;

import org.mailgauge.store.NewMessage;

/**
 * A message whose content is at hand: in memory, or forced in a file of its own.
 *
 * @param data the content, when it is to ride in the log; empty else
 * @param file number of the content that has its own file; 0 for none
 */
record Incoming(NewMessage message, byte[] data, long octets, long file) {}

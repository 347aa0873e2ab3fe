/**
 * What searching, sorting and threading of messages are by themselves, pure: collation, keys and
 * their evaluation, base subjects, threads. Knows the protocol's values and MIME, no mailbox.
 */
@NullMarked
package org.mailgauge.search;

import org.jspecify.annotations.NullMarked;

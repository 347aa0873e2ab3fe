/**
 * Logs of others, followed so that each line is handed over exactly once: text files through all
 * ways of rotation, and the journal of systemd. A source gives lines and a mark; who keeps the mark
 * and what was made of the lines in one file counts nothing twice and misses nothing unnoticed.
 */
@NullMarked
package org.mailgauge.collect.follow;

import org.jspecify.annotations.NullMarked;

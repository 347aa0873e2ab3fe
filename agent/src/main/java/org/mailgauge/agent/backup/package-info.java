/**
 * Backups of a data directory: made while the server runs or not, and restored. Knows the mail
 * store's files by what {@code store.sqlite} says of them, and no command line.
 */
@NullMarked
package org.mailgauge.agent.backup;

import org.jspecify.annotations.NullMarked;

/**
 * What IMAP's commands do with an account's mailboxes, and what is told of them. Knows the store
 * and the protocol's values, no connection.
 */
@NullMarked
package org.mailgauge.mailaccess;

import org.jspecify.annotations.NullMarked;

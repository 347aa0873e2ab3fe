/**
 * The mail store as everything else sees it: accounts, their mailboxes, messages in them, and the
 * views that sessions have of a mailbox. A port: implementations keep the contract that {@code
 * MailStoreContract} of the tests states. Built for IMAP4rev1 and rev2 (RFC 3501, 9051) with their
 * extensions, POP3 and delivery.
 *
 * <p>What holds for every method here: calls come from virtual threads and park, file work happens
 * elsewhere; a change is durable when the call returns; what a peer may cause is an {@link
 * org.mailgauge.store.Outcome}, a fault of the disk an {@code IOException}, after which nothing of
 * the change is visible but it may appear after a restart; no one assumes that only this process
 * changes a mailbox. May know {@code address}, {@code mime}, {@code port} and {@code queue} (its
 * ids and content).
 */
@NullMarked
package org.mailgauge.store;

import org.jspecify.annotations.NullMarked;

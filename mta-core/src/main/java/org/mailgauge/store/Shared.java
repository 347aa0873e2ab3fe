package org.mailgauge.store;

/**
 * A mailbox that the owner of an account shares with another user.
 *
 * @param rights that the user has on it, at least one
 */
public record Shared(AccountName owner, MailboxInfo mailbox, Rights rights) {}

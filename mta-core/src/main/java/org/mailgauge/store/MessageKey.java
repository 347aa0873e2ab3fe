package org.mailgauge.store;

/** Names a message for ever: a mailbox's id and a UID there, neither of which is used again. */
public record MessageKey(ObjectId mailbox, long uid) {}

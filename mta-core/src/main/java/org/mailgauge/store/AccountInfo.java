package org.mailgauge.store;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * An account.
 *
 * @param removed when it was; null while it is in use
 */
public record AccountInfo(
        ObjectId id, AccountName name, Instant created, @Nullable Instant removed) {}

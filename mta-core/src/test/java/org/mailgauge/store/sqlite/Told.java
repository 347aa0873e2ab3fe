package org.mailgauge.store.sqlite;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a store tells. */
final class Told implements StoreEvents {
    private final List<String> told = new CopyOnWriteArrayList<>();

    List<String> all() {
        return List.copyOf(told);
    }

    @Override
    public void damaged(Damage damage) {
        told.add("damaged " + damage);
    }

    @Override
    public void failed(String what, Exception why) {
        told.add("failed " + what + ": " + why);
    }

    @Override
    public void rebuilt(int shard, String why, long records) {
        told.add("rebuilt " + shard + ": " + why);
    }

    @Override
    public void renewed(int shard, int mailboxes) {
        told.add("renewed " + shard + ": " + mailboxes);
    }
}

package org.mailgauge.queue.journal;

import org.mailgauge.port.Disk.DiskFile;
import org.mailgauge.queue.journal.JournalListener.Damage;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Tells of each damage once, and keeps no copy. Used by one thread. */
final class Findings implements DamageSink {

    /** So many are told apart; a later one might be told twice. */
    private static final int MOST = 100_000;

    private final Consumer<Damage> told;
    private final Set<String> known = new HashSet<>();
    private long count;

    Findings(Consumer<Damage> told) {
        this.told = told;
    }

    long count() {
        return count;
    }

    @Override
    public void segment(DiskFile file, Damage damage) {
        report(damage);
    }

    @Override
    public void file(String name, Damage damage) {
        report(damage);
    }

    @Override
    public void report(Damage damage) {
        var key =
                String.join(
                        " ",
                        damage.file(),
                        Long.toString(damage.epoch()),
                        Long.toString(damage.offset()),
                        Long.toString(damage.length()),
                        damage.id().toString());
        if (known.contains(key)) {
            return;
        }
        if (known.size() < MOST) {
            known.add(key);
        }
        count++;
        told.accept(damage);
    }
}

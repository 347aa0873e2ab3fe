package org.mailgauge.collect.postfix;

import org.mailgauge.collect.postfix.log.LogLineParser;
import org.mailgauge.config.MtaConfig.ReplyTable;
import org.mailgauge.observe.GroupPlan;
import org.mailgauge.observe.GroupRegistry;
import org.mailgauge.observe.Ledger;
import org.mailgauge.observe.MemoryIndexStore;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.observe.SnapshotPublisher;
import org.mailgauge.observe.StateText;
import org.mailgauge.queue.ReplyClasses;
import org.mailgauge.sim.SimTime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Plays lines of a log into a correlator, and tells what has been counted. */
final class Player {
    private static final Ledger.Insight BOOKS = new Ledger.Insight(true, false, false);
    private static final ReplyClasses CLASSES = ReplyClasses.of((ReplyTable) null);

    private final SimTime time;
    private final MemoryIndexStore store;
    private final LogLineParser parser = new LogLineParser();
    private final Ledger ledger;
    private final GroupRegistry groups;
    private final Correlator correlator;
    private final Domains domains = new Domains();

    Player() {
        this(new SimTime(), new MemoryIndexStore(), List.of(), List.of());
    }

    private Player(SimTime time, MemoryIndexStore store, List<String> totals, List<String> memory) {
        this.time = time;
        this.store = store;
        try {
            groups =
                    GroupRegistry.open(
                            store,
                            new GroupPlan(List.of(), List.of(), 8),
                            time,
                            Ledger.groups(totals, time));
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
        ledger = new Ledger(time, new Ledger.Identity(1001, "mx1", "", "", ""), BOOKS);
        int unknown = ledger.goOn(totals, groups);
        correlator = new Correlator(ledger, groups, "postfix", CLASSES::of, domains);
        var text = new StateText(time);
        for (var line : memory) {
            unknown += correlator.goOn(text.words(line)) ? 0 : 1;
        }
        if (unknown > 0) {
            throw new IllegalStateException(unknown + " lines are not understood");
        }
    }

    /** What a new process makes of what this one has saved. */
    Player again() {
        var totals = new ArrayList<String>();
        ledger.save(groups, totals::add);
        return new Player(time, store, totals, memory());
    }

    /** What the correlator saves. */
    List<String> memory() {
        var memory = new ArrayList<String>();
        correlator.save(new StateText(time), memory::add);
        return memory;
    }

    /**
     * Takes lines without time and host, {@code postfix/smtpd[1]: text}; empty ones are passed
     * over.
     */
    Player play(String lines) {
        lines.lines().filter(line -> !line.isBlank()).forEach(this::line);
        return this;
    }

    void line(String line) {
        var octets = ("Dec  1 02:54:19 mx1 " + line).getBytes(StandardCharsets.UTF_8);
        correlator.take(parser.parse(octets, 0, octets.length), time.ticks());
    }

    SimTime time() {
        return time;
    }

    Ledger ledger() {
        return ledger;
    }

    Correlator correlator() {
        return correlator;
    }

    Domains domains() {
        return domains;
    }

    MtaSnapshot.Application now() {
        var stock = new PostfixStock(groups, domains, 10);
        var source = new SnapshotPublisher.Source(ledger, groups, stock);
        return new SnapshotPublisher(time, List.of(source), List.of())
                .fresh()
                .applications()
                .getFirst();
    }

    /** All totals that are not 0. */
    String totals() {
        return Totals.text(now(), correlator);
    }
}

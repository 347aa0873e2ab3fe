package org.mailgauge.agent;

import org.mailgauge.MtaServer;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.conf.WatchConfig;
import org.mailgauge.collect.ForeignMta;
import org.mailgauge.collect.Watched;
import org.mailgauge.collect.host.RealFiles;
import org.mailgauge.collect.host.RealPrograms;
import org.mailgauge.collect.postfix.PostfixFinder;
import org.mailgauge.collect.postfix.PostfixWatch;
import org.mailgauge.observe.Collector;
import org.mailgauge.observe.Neighbours;
import org.mailgauge.observe.Probe;
import org.mailgauge.queue.ReplyClasses;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ObjDoubleConsumer;

/** The foreign MTAs that are shown. Safe for use by any thread; opened once, closed once. */
final class WatchPart implements Neighbours, Probe, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WatchPart.class);

    private final AgentConfig config;
    private final PostfixWatch.Parts parts;
    private final boolean alone;
    private volatile List<Watched> watched = List.of();

    private WatchPart(AgentConfig config, PostfixWatch.Parts parts, boolean alone) {
        this.config = config;
        this.parts = parts;
        this.alone = alone;
    }

    /**
     * Finds nothing yet.
     *
     * @param alone whether it is of no use when nothing is found
     */
    static WatchPart of(AgentConfig config, MtaServer.Ports ports, boolean alone) {
        var table = ReplyClasses.of(config.mta().queue().replyTable());
        return new WatchPart(
                config,
                new PostfixWatch.Parts(
                        ports.time(),
                        ports.tasks(),
                        ports.disk(),
                        new RealFiles(),
                        new RealPrograms(),
                        table::of),
                alone);
    }

    @Override
    public List<Neighbour> open(Indexes indexes) throws IOException {
        var all = new ArrayList<Watched>();
        var names = new HashSet<String>();
        var why = "there is nothing of a kind that is known";
        for (var each : wanted()) {
            if (each.type() != ForeignMta.POSTFIX) {
                LOG.warn("{} cannot be watched yet", each.type().key());
                continue;
            }
            Watched found;
            try {
                found = postfix(each, indexes);
            } catch (PostfixFinder.NotFoundException missing) {
                why = missing.getMessage();
                LOG.error(
                        "a Postfix ({}) is not watched until the next start: {}",
                        each.config().isEmpty() ? "the default instance" : each.config(),
                        why);
                continue;
            }
            if (!names.add(found.name())) {
                found.close();
                throw new IOException(
                        "two of watch are called "
                                + found.name()
                                + ": give one of them another name (watch[].name)");
            }
            all.add(found);
        }
        if (alone && all.isEmpty()) {
            throw new IOException("nothing can be watched: " + why);
        }
        watched = List.copyOf(all);
        return all.stream().map(Watched::neighbour).toList();
    }

    /** What is configured; where that is nothing, and it is of no use then, every Postfix here. */
    private List<WatchConfig> wanted() throws IOException {
        if (!alone || !config.watch().isEmpty()) {
            return config.watch();
        }
        try {
            return all(new PostfixFinder(parts.programs()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    /** Every Postfix of this host. */
    static List<WatchConfig> all(PostfixFinder finder)
            throws PostfixFinder.NotFoundException, InterruptedException {
        return finder.folders().stream()
                .map(folder -> new WatchConfig(ForeignMta.POSTFIX, folder, "", ""))
                .toList();
    }

    private Watched postfix(WatchConfig each, Indexes indexes) throws IOException {
        try {
            var instance = new PostfixFinder(parts.programs()).find(each.config());
            var settings =
                    new PostfixWatch.Settings(
                            each.name().isEmpty() ? instance.name() : each.name(),
                            each.log(),
                            config.destinationGroups(),
                            config.destinationRows());
            return PostfixWatch.open(instance, settings, parts, indexes);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    /** Begins to read. */
    void start() {
        watched.forEach(Watched::start);
    }

    /** What is watched, a line each. */
    List<String> lines() {
        return watched.stream().map(Watched::describe).toList();
    }

    @Override
    public void read(ObjDoubleConsumer<String> into) {
        // The collectors' rows tell all.
    }

    @Override
    public void collectors(Consumer<Collector> into) {
        watched.forEach(each -> each.collectors(into));
    }

    @Override
    public void close() {
        watched.forEach(Watched::close);
    }
}

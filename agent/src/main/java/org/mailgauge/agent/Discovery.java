package org.mailgauge.agent;

import org.mailgauge.agent.cli.Exit;
import org.mailgauge.agent.cli.Failure;
import org.mailgauge.agent.cli.Launcher.Neighbour;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.conf.WatchConfig;
import org.mailgauge.collect.ForeignMta;
import org.mailgauge.collect.host.RealFiles;
import org.mailgauge.collect.host.RealPrograms;
import org.mailgauge.collect.postfix.PostfixFinder;
import org.mailgauge.collect.postfix.PostfixRights;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds what there is to watch on this host, whether it is configured or not. */
final class Discovery {
    private Discovery() {}

    static List<Neighbour> of(AgentConfig config) throws Failure {
        var finder = new PostfixFinder(new RealPrograms());
        var all = new ArrayList<Neighbour>();
        try {
            var usual = folders(finder, config);
            for (var folder : usual) {
                boolean first = folder.equals(usual.iterator().next());
                all.add(postfix(finder, folder, names(config, folder, first)));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return all;
    }

    /** Those of this host's instances, and those that are configured. */
    private static Set<String> folders(PostfixFinder finder, AgentConfig config)
            throws Failure, InterruptedException {
        var configured =
                config.watch().stream()
                        .filter(one -> one.type() == ForeignMta.POSTFIX)
                        .map(WatchConfig::config)
                        .filter(folder -> !folder.isEmpty())
                        .toList();
        var all = new LinkedHashSet<String>();
        try {
            all.addAll(finder.folders());
        } catch (PostfixFinder.NotFoundException none) {
            if (configured.isEmpty()) {
                throw new Failure(Exit.UNAVAILABLE, "nothing to watch: " + none.getMessage());
            }
        }
        all.addAll(configured);
        return all;
    }

    private static boolean names(AgentConfig config, String folder, boolean first) {
        return config.watch().stream()
                .filter(one -> one.type() == ForeignMta.POSTFIX)
                .map(WatchConfig::config)
                .anyMatch(named -> named.equals(folder) || (first && named.isEmpty()));
    }

    private static Neighbour postfix(PostfixFinder finder, String folder, boolean known)
            throws InterruptedException {
        var type = ForeignMta.POSTFIX.key();
        try {
            var instance = finder.find(folder);
            var rights = new PostfixRights(new RealFiles()).of(instance);
            return new Neighbour(
                    type,
                    folder,
                    known,
                    instance.name(),
                    instance.version(),
                    rights.readable(),
                    rights.missing());
        } catch (PostfixFinder.NotFoundException odd) {
            var why = List.of(String.valueOf(odd.getMessage()));
            return new Neighbour(type, folder, known, "", "", List.of(), why);
        }
    }
}

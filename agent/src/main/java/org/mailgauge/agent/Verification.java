package org.mailgauge.agent;

import org.mailgauge.agent.cli.Exit;
import org.mailgauge.agent.cli.Failure;
import org.mailgauge.agent.cli.Launcher.Verified;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.collect.ForeignMta;
import org.mailgauge.collect.host.RealFiles;
import org.mailgauge.collect.host.RealPrograms;
import org.mailgauge.collect.postfix.PostfixFinder;
import org.mailgauge.collect.postfix.PostfixVerify;
import org.mailgauge.host.HostTime;
import org.mailgauge.queue.ReplyClasses;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Compares what is read of foreign queues with what their MTAs tell. */
final class Verification {
    private Verification() {}

    static List<Verified> of(AgentConfig config) throws Failure {
        var table = ReplyClasses.of(config.mta().queue().replyTable());
        var programs = new RealPrograms();
        var all = new ArrayList<Verified>();
        try (var time = new HostTime()) {
            var verify = new PostfixVerify(new RealFiles(), programs, time, table::of);
            var finder = new PostfixFinder(programs);
            for (var each : config.watch().isEmpty() ? WatchPart.all(finder) : config.watch()) {
                if (each.type() == ForeignMta.POSTFIX) {
                    var instance = finder.find(each.config());
                    var result = verify.compare(instance);
                    all.add(
                            new Verified(
                                    each.name().isEmpty() ? instance.name() : each.name(),
                                    result.messages(),
                                    result.differences().stream().map(String::valueOf).toList()));
                }
            }
        } catch (IOException failed) {
            throw new Failure(Exit.UNAVAILABLE, "cannot compare: " + failed.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return all;
    }
}

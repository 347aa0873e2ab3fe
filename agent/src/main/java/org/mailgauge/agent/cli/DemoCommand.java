package org.mailgauge.agent.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code mailgauge demo}. */
@Command(
        name = "demo",
        description =
                "Run the server with traffic and a next hop of its own that fails and mends, so that"
                        + " every view shows life. Ends by itself (demo.run-for), or with Ctrl-C.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DemoCommand implements Callable<Integer> {
    @ParentCommand MailgaugeCommand mailgauge;
    @Spec CommandSpec spec;

    @Override
    public Integer call() throws Failure {
        var file = mailgauge.file();
        var config = Configs.forServer(file, spec.commandLine().getErr());
        return mailgauge.launcher.demo(config, file, mailgauge.json).code();
    }
}

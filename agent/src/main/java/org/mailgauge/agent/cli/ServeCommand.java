package org.mailgauge.agent.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code mailgauge serve}. */
@Command(
        name = "serve",
        description = "Run the MTA, the SNMP agent, the metrics and the status page.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ServeCommand implements Callable<Integer> {
    @ParentCommand MailgaugeCommand mailgauge;
    @Spec CommandSpec spec;

    @Override
    public Integer call() throws Failure {
        var file = mailgauge.file();
        var config = Configs.forServer(file, spec.commandLine().getErr());
        return mailgauge.launcher.serve(config, file, mailgauge.json).code();
    }
}

package org.mailgauge.agent.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code mailgauge verify}. */
@Command(
        name = "verify",
        description = {
            "Compare what is read of the queues of the MTAs that are watched with what they tell"
                    + " themselves (postqueue -j), and print every difference.",
            "Exits with 0 when there is none, with 1 when there is one."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class VerifyCommand implements Callable<Integer> {
    @ParentCommand MailgaugeCommand mailgauge;
    @Spec CommandSpec spec;

    @Override
    public Integer call() throws Failure {
        var file = mailgauge.file();
        var config = Configs.forClient(file, spec.commandLine().getErr());
        var results = mailgauge.launcher.verify(config);
        var out = spec.commandLine().getOut();
        if (mailgauge.json) {
            JsonText.print(
                    out,
                    json -> {
                        json.writeStartObject();
                        json.writeArrayPropertyStart("verified");
                        for (var one : results) {
                            json.writeStartObject();
                            json.writeStringProperty("name", one.name());
                            json.writeNumberProperty("messages", one.messages());
                            json.writeArrayPropertyStart("differences");
                            one.differences().forEach(json::writeString);
                            json.writeEndArray();
                            json.writeEndObject();
                        }
                        json.writeEndArray();
                        json.writeEndObject();
                    });
        } else {
            for (var one : results) {
                one.differences().forEach(line -> out.println(one.name() + " " + line));
                out.println(
                        one.name()
                                + ": "
                                + one.messages()
                                + " messages, "
                                + one.differences().size()
                                + " differences");
            }
        }
        boolean same = results.stream().allMatch(one -> one.differences().isEmpty());
        return (same ? Exit.OK : Exit.FINDINGS).code();
    }
}

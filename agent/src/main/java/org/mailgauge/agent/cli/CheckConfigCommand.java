package org.mailgauge.agent.cli;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Mailbox;
import org.mailgauge.agent.accounts.AccountStore;
import org.mailgauge.agent.conf.ConfigFile;
import org.mailgauge.agent.conf.ConfigFile.Loaded;
import org.mailgauge.agent.conf.JsonSchema;
import org.mailgauge.agent.conf.Manual;
import org.mailgauge.agent.conf.Postmasters;
import org.mailgauge.agent.conf.Problem;
import org.mailgauge.agent.conf.ProblemJson;
import org.mailgauge.agent.conf.Sample;
import org.mailgauge.host.HostDisk;
import org.mailgauge.queue.ReplyClasses;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** {@code mailgauge check-config}. */
@Command(
        name = "check-config",
        description = "Check the configuration and say all that is wrong with it.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CheckConfigCommand implements Callable<Integer> {
    @ParentCommand MailgaugeCommand mailgauge;
    @Spec CommandSpec spec;

    @Option(names = "--print-sample", description = "Print every key with its default instead.")
    boolean sample;

    @Option(names = "--print-schema", description = "Print the JSON Schema for editors instead.")
    boolean schema;

    @Option(names = "--print-manual", description = "Print the table of keys in Markdown instead.")
    boolean manual;

    @Option(
            names = "--print-reply-classes",
            description = "Print the built-in table of reply classes instead.")
    boolean replyClasses;

    @Override
    public Integer call() throws Failure {
        var out = spec.commandLine().getOut();
        var printed = printed();
        if (printed != null) {
            out.print(printed);
            return Exit.OK.code();
        }
        var file = mailgauge.file();
        var loaded = ConfigFile.load(file);
        return mailgauge.json ? json(file, loaded, out) : text(file, loaded, out);
    }

    /** What is to be printed instead of a check; null for nothing. */
    private @Nullable String printed() {
        if (replyClasses) {
            return ReplyClasses.builtInText();
        }
        return sample ? Sample.text() : schema ? JsonSchema.text() : manual ? Manual.table() : null;
    }

    private int text(Path file, Loaded loaded, PrintWriter out) throws Failure {
        var err = spec.commandLine().getErr();
        Configs.print(file, warnings(loaded), "warning: ", err);
        return switch (loaded) {
            case Loaded.Good good -> {
                out.println(file + ": good (data-dir " + good.config().dataDir() + ")");
                yield Exit.OK.code();
            }
            case Loaded.Bad(var errors, _) -> {
                Configs.print(file, errors, "", err);
                throw new Failure(
                        Exit.CONFIG,
                        errors.size() + (errors.size() == 1 ? " error in " : " errors in ") + file);
            }
            case Loaded.Unreadable(var why) -> throw Configs.unreadable(why);
        };
    }

    /** Those of the file, and of its domains and the accounts that are there. */
    private static List<Problem> warnings(Loaded loaded) {
        var all = new ArrayList<>(Configs.warnings(loaded));
        if (loaded instanceof Loaded.Good(var config, _)) {
            try {
                var known =
                        Files.isDirectory(config.dataDir())
                                ? AccountStore.known(
                                        config.accounts(), HostDisk.at(config.dataDir()))
                                : (Predicate<Mailbox>) address -> false;
                Postmasters.missing(config, known).ifPresent(all::add);
            } catch (IOException _) { // not this account's to read: the server says it at its start
            }
        }
        return all;
    }

    private int json(Path file, Loaded loaded, PrintWriter out) throws Failure {
        List<Problem> errors =
                switch (loaded) {
                    case Loaded.Good _ -> List.of();
                    case Loaded.Bad(var found, _) -> found;
                    case Loaded.Unreadable(var why) -> throw Configs.unreadable(why);
                };
        JsonText.print(
                out,
                json -> {
                    json.writeStartObject();
                    json.writeStringProperty("file", file.toString());
                    json.writeBooleanProperty("good", errors.isEmpty());
                    ProblemJson.array("errors", errors, file, json);
                    ProblemJson.array("warnings", warnings(loaded), file, json);
                    json.writeEndObject();
                });
        return errors.isEmpty() ? Exit.OK.code() : Exit.CONFIG.code();
    }
}

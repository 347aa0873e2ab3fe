package org.mailgauge.agent.cli;

import org.jspecify.annotations.Nullable;
import org.mailgauge.Version;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/** {@code mailgauge} itself: the options that all commands take. */
@Command(
        name = "mailgauge",
        description = "A mail transfer agent that shows what it is doing.",
        versionProvider = MailgaugeCommand.OurVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        footer = {
            "",
            "Exit codes are those of sysexits: 0 done, 1 doctor found something,",
            "64 wrong use, 65 wrong data,",
            "66 no such file, 69 no server runs, 73 cannot create, 75 try again",
            "(another instance), 77 no permission, 78 wrong configuration."
        })
final class MailgaugeCommand implements Callable<Integer> {
    /** The commands below it, in the order of its help. */
    private static final List<Class<?>> COMMANDS =
            List.of(
                    ServeCommand.class,
                    WatchCommand.class,
                    VerifyCommand.class,
                    DemoCommand.class,
                    CheckConfigCommand.class,
                    ReloadCommand.class,
                    StatusCommand.class,
                    QueueCommand.class,
                    MailboxCommand.class,
                    UserCommand.class,
                    BackupCommand.class,
                    RestoreCommand.class,
                    AlarmCommand.class,
                    DoctorCommand.class,
                    AuditCommand.class,
                    JournalCommand.class,
                    StoreCommand.class,
                    SnmpCommand.class);

    final Launcher launcher;
    final InputStream in;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The configuration file (default: conf/mailgauge.yaml).")
    @Nullable Path config;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Answer in JSON.")
    boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Say how it is used.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            scope = ScopeType.INHERIT,
            description = "Say which version this is.")
    boolean version;

    MailgaugeCommand(Launcher launcher, InputStream in) {
        this.launcher = launcher;
        this.in = in;
    }

    /*
     * Problem: picocli looks at every class and method of every command that it is given, which
     * takes longer than most commands do.
     * Rule: it is given those that the arguments name; all of them where there is no such, and
     * before a command for the help that lists them.
     */
    static CommandLine line(Launcher launcher, InputStream in, String... arguments) {
        var line = new CommandLine(new MailgaugeCommand(launcher, in));
        var words = List.of(arguments);
        var named = COMMANDS.stream().filter(type -> words.contains(name(type))).toList();
        var names = named.stream().map(MailgaugeCommand::name).toList();
        boolean lists =
                named.isEmpty()
                        || words.stream()
                                .takeWhile(word -> !names.contains(word))
                                .anyMatch(word -> word.matches("-h|--help"));
        (lists ? COMMANDS : named).forEach(line::addSubcommand);
        return line;
    }

    private static String name(Class<?> command) {
        return command.getAnnotation(Command.class).name();
    }

    /** The file that was named, or the one that comes with the program. */
    Path file() {
        var home = Objects.requireNonNullElse(System.getProperty("mailgauge.home"), "");
        return config != null ? config : Path.of(home, "conf", "mailgauge.yaml");
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "give a command, such as serve, demo or status");
    }

    /** Tells {@code --version}. */
    static final class OurVersion implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"mailgauge " + Version.current()};
        }
    }
}

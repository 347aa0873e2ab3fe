package org.mailgauge.agent.cli;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

import java.io.InputStream;
import java.io.PrintWriter;

/** Parses arguments, runs the command, and turns every end into one line and an exit code. */
public final class Cli {
    private final Launcher launcher;
    private final PrintWriter out;
    private final PrintWriter err;
    private final InputStream in;

    /** Commands read the process's standard input. */
    public Cli(Launcher launcher, PrintWriter out, PrintWriter err) {
        this(launcher, out, err, System.in);
    }

    /**
     * @param in what commands read as their standard input
     */
    public Cli(Launcher launcher, PrintWriter out, PrintWriter err, InputStream in) {
        this.launcher = launcher;
        this.out = out;
        this.err = err;
        this.in = in;
    }

    /** Runs one command line; returns the exit code. */
    public int run(String... arguments) {
        var line = MailgaugeCommand.line(launcher, in, arguments);
        line.setOut(out).setErr(err);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        line.setParameterExceptionHandler(this::misused);
        line.setExecutionExceptionHandler(this::failed);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        int code = line.execute(arguments);
        out.flush();
        err.flush();
        return code;
    }

    private int misused(ParameterException e, String[] arguments) {
        var command = e.getCommandLine().getCommandSpec().qualifiedName();
        var what = oneLine(e.getMessage());
        err.println("mailgauge: " + what + "; see: " + command + " --help");
        return Exit.USAGE.code();
    }

    private int failed(Exception e, CommandLine line, CommandLine.ParseResult result) {
        if (e instanceof Failure failure) {
            err.println("mailgauge: " + failure.line());
            return failure.exit().code();
        }
        err.println(
                "mailgauge: this is a defect of mine, please report it: "
                        + e
                        + " at "
                        + (e.getStackTrace().length > 0 ? e.getStackTrace()[0] : "?"));
        return Exit.SOFTWARE.code();
    }

    private static String oneLine(@org.jspecify.annotations.Nullable String message) {
        return String.valueOf(message).replaceAll("\\s*\\R\\s*", " ");
    }
}

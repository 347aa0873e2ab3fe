package org.mailgauge.agent.cli;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.conf.Text;

import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;

/** {@code mailgauge user}: the accounts, with or without a running server. */
@Command(
        name = "user",
        description = "The accounts: who has a mailbox, and may log in and send.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {UserAppCommand.class, UserQuotaCommand.class})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class UserCommand implements Callable<Integer> {
    private static final int LINE = 500;

    @ParentCommand MailgaugeCommand mailgauge;
    @Spec CommandSpec spec;

    /** Where a password comes from; without any it is asked for. */
    static final class Source {
        @Option(
                names = "--password-stdin",
                description = "read the password from the first line of the standard input")
        boolean password;

        @Option(
                names = "--hash-stdin",
                description =
                        "read a hash of the password from there instead, to move it from elsewhere:"
                                + " $argon2id$, $2y$, $6$, {SSHA256} and others")
        boolean hash;
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "give one of add, passwd, list, remove, sends-as, quota or app-password");
    }

    @Command(name = "add", description = "Add an account.")
    int add(
            @Parameters(paramLabel = "ADDRESS", description = "in one of local-domains")
                    String address,
            @ArgGroup @Nullable Source source,
            @Option(
                            names = "--sends-as",
                            paramLabel = "ADDRESS",
                            description = "a further address that it may send as; may be repeated")
                    @Nullable List<String> sendsAs)
            throws Failure {
        var form = secret(source, address);
        if (sendsAs != null) {
            form.put("sends-as", String.join(",", sendsAs));
        }
        return change("add", form);
    }

    @Command(name = "passwd", description = "Give an account another password.")
    int passwd(
            @Parameters(paramLabel = "ADDRESS", description = "the account") String address,
            @ArgGroup @Nullable Source source)
            throws Failure {
        return change("passwd", secret(source, address));
    }

    @Command(name = "list", description = "The accounts, without anything secret.")
    int list() throws Failure {
        var answer = users().list();
        var out = spec.commandLine().getOut();
        if (mailgauge.json) {
            out.println(answer.text());
            return Exit.OK.code();
        }
        var table = new TextTable("ADDRESS", "PASSWORD", "SCRAM", "APP PASSWORDS", "SENDS AS");
        for (var user : answer.tree().path("users")) {
            table.row(
                    shown(user.path("address")),
                    user.path("damaged").asBoolean(false)
                            ? "damaged line"
                            : shown(user.path("password")),
                    user.path("scram").asBoolean(false) ? "yes" : "no",
                    String.valueOf(user.path("app_passwords").size()),
                    joined(user.path("sends_as")));
        }
        if (answer.tree().path("users").isEmpty()) {
            out.println("there are no accounts; add one with: mailgauge user add ADDRESS");
        } else {
            table.print(out);
        }
        return Exit.OK.code();
    }

    @Command(name = "remove", description = "Remove an account; its mail stays on disk.")
    int remove(@Parameters(paramLabel = "ADDRESS", description = "the account") String address)
            throws Failure {
        return change("remove", form(address));
    }

    @Command(
            name = "sends-as",
            description =
                    "Say as whom an account may send, besides itself; without any: as nobody.")
    int sendsAs(
            @Parameters(index = "0", paramLabel = "ADDRESS", description = "the account")
                    String address,
            @Parameters(
                            index = "1..*",
                            arity = "0..*",
                            paramLabel = "OTHER",
                            description = "all further addresses")
                    @Nullable List<String> others)
            throws Failure {
        var form = form(address);
        form.put("sends-as", others == null ? "" : String.join(",", others));
        return change("sends-as", form);
    }

    private int change(String name, Map<String, String> form) throws Failure {
        var answer = users().change(name, form);
        var out = spec.commandLine().getOut();
        out.println(mailgauge.json ? answer.text() : shown(answer.tree().path("outcome")));
        return Exit.OK.code();
    }

    Users users() throws Failure {
        return new Users(mailgauge, spec.commandLine().getErr());
    }

    static Map<String, String> form(String address) {
        var form = new LinkedHashMap<String, String>();
        form.put("address", address);
        return form;
    }

    private Map<String, String> secret(@Nullable Source source, String address) throws Failure {
        var form = form(address);
        if (source != null && source.hash) {
            form.put("hash", firstLine());
        } else if (source != null && source.password) {
            form.put("password", firstLine());
        } else {
            form.put("password", asked(address));
        }
        return form;
    }

    /** The first line of the standard input, without its end. */
    private String firstLine() throws Failure {
        try {
            var in = new InputStreamReader(mailgauge.in, StandardCharsets.UTF_8);
            var line = new BufferedReader(in).readLine();
            if (line == null) {
                throw new Failure(Exit.DATA, "there is nothing on the standard input");
            }
            return line;
        } catch (IOException e) {
            throw new Failure(Exit.IO, "cannot read the standard input: " + e.getMessage());
        }
    }

    private String asked(String address) throws Failure {
        var console = Objects.requireNonNull(System.console());
        if (!console.isTerminal()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "there is no terminal to ask for a password: give --password-stdin or"
                            + " --hash-stdin");
        }
        var first = read(console.readPassword("Password for %s: ", address));
        var second = read(console.readPassword("Once more: "));
        if (!first.equals(second)) {
            throw new Failure(Exit.DATA, "the passwords differ; nothing was changed");
        }
        return first;
    }

    private static String read(char @Nullable [] typed) {
        var text = typed == null ? "" : new String(typed);
        if (typed != null) {
            Arrays.fill(typed, ' ');
        }
        return text;
    }

    private static String joined(JsonNode texts) {
        var all = new StringBuilder();
        for (var text : texts) {
            all.append(all.isEmpty() ? "" : " ").append(shown(text));
        }
        return all.isEmpty() ? "-" : all.toString();
    }

    static String shown(JsonNode text) {
        return Text.printable(Human.text(text), LINE);
    }
}

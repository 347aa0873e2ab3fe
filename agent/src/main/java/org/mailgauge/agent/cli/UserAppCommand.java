package org.mailgauge.agent.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code mailgauge user app-password}: passwords for single programs. */
@Command(
        name = "app-password",
        description = "Passwords for single programs, made here and shown once.",
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class UserAppCommand implements Callable<Integer> {
    @ParentCommand UserCommand user;
    @Spec CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "give one of add, list or remove");
    }

    @Command(name = "add", description = "Make one, and show it this once.")
    int add(
            @Parameters(index = "0", paramLabel = "ADDRESS", description = "the account")
                    String address,
            @Parameters(index = "1", paramLabel = "NAME", description = "the program") String name)
            throws Failure {
        var form = UserCommand.form(address);
        form.put("name", name);
        var answer = user.users().change("app-add", form);
        var out = spec.commandLine().getOut();
        out.println(
                user.mailgauge.json
                        ? answer.text()
                        : UserCommand.shown(answer.tree().path("password")));
        return Exit.OK.code();
    }

    @Command(name = "list", description = "Their names, and when they were made.")
    int list(@Parameters(paramLabel = "ADDRESS", description = "the account") String address)
            throws Failure {
        var out = spec.commandLine().getOut();
        for (var one : user.users().list().tree().path("users")) {
            if (one.path("address").asString("").equalsIgnoreCase(address)) {
                if (user.mailgauge.json) {
                    out.println(one.path("app_passwords"));
                    return Exit.OK.code();
                }
                for (var app : one.path("app_passwords")) {
                    out.println(
                            UserCommand.shown(app.path("name"))
                                    + "  "
                                    + UserCommand.shown(app.path("made")));
                }
                return Exit.OK.code();
            }
        }
        throw new Failure(
                Exit.DATA, "there is no account " + address + "; see: mailgauge user list");
    }

    @Command(name = "remove", description = "Revoke one.")
    int remove(
            @Parameters(index = "0", paramLabel = "ADDRESS", description = "the account")
                    String address,
            @Parameters(index = "1", paramLabel = "NAME", description = "as list gives it")
                    String name)
            throws Failure {
        var form = UserCommand.form(address);
        form.put("name", name);
        var answer = user.users().change("app-remove", form);
        var out = spec.commandLine().getOut();
        out.println(
                user.mailgauge.json
                        ? answer.text()
                        : UserCommand.shown(answer.tree().path("outcome")));
        return Exit.OK.code();
    }
}

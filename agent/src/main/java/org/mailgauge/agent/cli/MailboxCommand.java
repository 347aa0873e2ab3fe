package org.mailgauge.agent.cli;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.mailbox.Exporter;
import org.mailgauge.agent.mailbox.Format;
import org.mailgauge.agent.mailbox.Importer;
import org.mailgauge.agent.mailbox.MailAccess;
import org.mailgauge.agent.mailbox.MailAccess.Lost;
import org.mailgauge.host.HostTime;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.MailboxName;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import tools.jackson.core.JsonGenerator;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * {@code mailgauge mailbox}: the mail of accounts, through the running server; where none runs, in
 * its data directory, which is locked meanwhile.
 */
@Command(
        name = "mailbox",
        description = "List, export and import mailboxes; bring deleted messages back.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Works while the server runs, and on its data directory while none does."})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class MailboxCommand implements Callable<Integer> {
    private static final int MOST_LOST = 10_000;
    private static final int AT_ONCE = 500;

    @ParentCommand MailgaugeCommand mailgauge;
    @Spec CommandSpec spec;

    /** Whose mail it is. */
    static final class Whose {
        @Parameters(paramLabel = "ACCOUNT", description = "its address")
        String account;
    }

    /** How mail is in files. */
    static final class As {
        @Option(
                names = "--format",
                defaultValue = "maildir",
                description = "maildir, mbox or eml (default: maildir)")
        Format format;
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "give a command: list, export, import or undelete");
    }

    @Command(name = "list", description = "The mailboxes of an account.")
    int list(
            @Mixin Whose whose,
            @Option(
                            names = "--backup",
                            paramLabel = "DIR",
                            description = "of a backup rather than of the server")
                    @Nullable Path backup)
            throws Failure {
        return with(
                backup,
                mail -> {
                    var folders = mail.folders(account(whose));
                    if (mailgauge.json) {
                        rows("mailboxes", folders, MailboxCommand::folder);
                        return;
                    }
                    var table = new TextTable("MAILBOX", "MESSAGES", "UNSEEN", "SIZE");
                    for (var folder : folders) {
                        table.row(
                                folder.name().text(),
                                Long.toString(folder.messages()),
                                Long.toString(folder.unseen()),
                                Human.octets(folder.octets()));
                    }
                    table.print(out());
                });
    }

    private static void folder(JsonGenerator json, MailAccess.Folder folder) {
        json.writeStringProperty("name", folder.name().text());
        json.writeNumberProperty("messages", folder.messages());
        json.writeNumberProperty("unseen", folder.unseen());
        json.writeNumberProperty("octets", folder.octets());
    }

    @Command(
            name = "export",
            description = "Write mailboxes to new files, with flags, keywords and internal dates.")
    int export(
            @Mixin Whose whose,
            @Option(
                            names = "--to",
                            required = true,
                            paramLabel = "PATH",
                            description = "a file or folder that does not exist yet")
                    Path to,
            @Option(
                            names = "--mailbox",
                            paramLabel = "NAME",
                            description = "only that one (default: all, below PATH)")
                    @Nullable String mailbox,
            @Mixin As as,
            @Option(
                            names = "--backup",
                            paramLabel = "DIR",
                            description = "from a backup rather than from the server")
                    @Nullable Path backup)
            throws Failure {
        return with(
                backup,
                mail -> {
                    var written =
                            new Exporter(mail, as.format)
                                    .export(account(whose), optional(mailbox), to);
                    counted(written.mailboxes(), written.messages(), "exported to " + to);
                    if (written.lostKeywords() > 0) {
                        warn(
                                written.lostKeywords()
                                        + " keywords of messages had no room: this format has 26"
                                        + " in a mailbox; use --format mbox to keep all");
                    }
                });
    }

    @Command(
            name = "import",
            description = "Append mail from files to mailboxes, which are made when missing.")
    int take(
            @Mixin Whose whose,
            @Option(
                            names = "--from",
                            required = true,
                            paramLabel = "PATH",
                            description = "a file or folder, which stays as it is")
                    Path from,
            @Option(
                            names = "--mailbox",
                            paramLabel = "NAME",
                            description =
                                    "PATH is that one's (default: below PATH are several, named as"
                                            + " export names them)")
                    @Nullable String mailbox,
            @Mixin As as)
            throws Failure {
        return with(
                mail -> {
                    var taken =
                            new Importer(mail, as.format)
                                    .take(account(whose), optional(mailbox), from);
                    counted(taken.mailboxes(), taken.messages(), "imported from " + from);
                    taken.passedOver().forEach(file -> warn("passed over: " + file));
                    if (taken.mailboxes() == 0) {
                        throw new Failure(
                                Exit.NO_INPUT,
                                "nothing in "
                                        + from
                                        + " has the name of a mailbox; for one mailbox give"
                                        + " --mailbox");
                    }
                });
    }

    @Command(
            name = "undelete",
            description =
                    "Show the messages that can be brought back; with --into, bring them back.")
    int undelete(
            @Mixin Whose whose,
            @Option(
                            names = "--into",
                            paramLabel = "NAME",
                            description = "put them into that mailbox, which is made when missing")
                    @Nullable String into,
            @Option(
                            names = "--mailbox",
                            paramLabel = "NAME",
                            description = "only those that were in that one")
                    @Nullable String mailbox,
            @Option(
                            names = "--hours",
                            paramLabel = "N",
                            description = "only those removed in the last N hours")
                    @Nullable Long hours)
            throws Failure {
        return with(
                mail -> {
                    var name = account(whose);
                    var was = optional(mailbox);
                    var lost =
                            mail.lost(name, since(hours), MOST_LOST).stream()
                                    .filter(each -> was == null || each.mailbox().equals(was))
                                    .toList();
                    if (into == null) {
                        show(lost);
                    } else {
                        bringBack(mail, name, lost.reversed(), mailbox(into));
                    }
                });
    }

    private static Instant since(@Nullable Long hours) {
        try (var time = new HostTime()) {
            return hours == null ? Instant.EPOCH : time.wall().minus(Duration.ofHours(hours));
        }
    }

    /** The oldest first, so that they are in the order in which they went. */
    private void bringBack(MailAccess mail, AccountName account, List<Lost> lost, MailboxName into)
            throws IOException {
        mail.make(account, into);
        long back = 0;
        for (int from = 0; from < lost.size(); from += AT_ONCE) {
            var some = lost.subList(from, Math.min(lost.size(), from + AT_ONCE));
            back += mail.undelete(account, some.stream().map(Lost::key).toList(), into);
        }
        counted(1, back, "brought back into " + into);
    }

    private void show(List<Lost> lost) {
        if (mailgauge.json) {
            rows("messages", lost, MailboxCommand::lost);
            return;
        }
        var table = new TextTable("REMOVED", "MAILBOX", "UID", "SIZE", "ARRIVED");
        for (var each : lost) {
            table.row(
                    each.removed().toString(),
                    each.mailbox().text(),
                    Long.toString(each.key().uid()),
                    Human.octets(each.message().octets()),
                    each.message().internalDate().toString());
        }
        if (table.isEmpty()) {
            out().println("nothing to bring back");
        } else {
            table.print(out());
        }
    }

    private static void lost(JsonGenerator json, Lost lost) {
        json.writeStringProperty("removed", lost.removed().toString());
        json.writeStringProperty("mailbox", lost.mailbox().text());
        json.writeStringProperty("mailbox_id", lost.key().mailbox().text());
        json.writeNumberProperty("uid", lost.key().uid());
        json.writeNumberProperty("octets", lost.message().octets());
        json.writeStringProperty("internal_date", lost.message().internalDate().toString());
    }

    private interface Row<T> {
        void write(JsonGenerator json, T value);
    }

    private <T> void rows(String name, List<T> values, Row<T> row) {
        print(
                json -> {
                    json.writeArrayPropertyStart(name);
                    for (var value : values) {
                        json.writeStartObject();
                        row.write(json, value);
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                });
    }

    private void counted(long mailboxes, long messages, String what) {
        if (mailgauge.json) {
            print(
                    json -> {
                        json.writeNumberProperty("mailboxes", mailboxes);
                        json.writeNumberProperty("messages", messages);
                    });
        } else {
            out().println(messages + " messages in " + mailboxes + " mailboxes " + what);
        }
    }

    private void print(Consumer<JsonGenerator> members) {
        JsonText.print(
                out(),
                json -> {
                    json.writeStartObject();
                    members.accept(json);
                    json.writeEndObject();
                });
    }

    private int with(@Nullable Path backup, MailWork work) throws Failure {
        return backup == null ? with(work) : work.read(backup);
    }

    private int with(MailWork work) throws Failure {
        return work.perform(mailgauge, spec.commandLine().getErr());
    }

    private AccountName account(Whose whose) {
        return AccountName.parse(whose.account)
                .orElseThrow(() -> misused("ACCOUNT: an address such as anne@example.org"));
    }

    private @Nullable MailboxName optional(@Nullable String text) {
        return text == null ? null : mailbox(text);
    }

    private MailboxName mailbox(String text) {
        return switch (MailboxName.parse(text)) {
            case MailboxName.Parsed.Name(var name) -> name;
            case MailboxName.Parsed.Bad(var why) -> throw misused(text + ": " + why);
        };
    }

    private CommandLine.ParameterException misused(String why) {
        return new CommandLine.ParameterException(spec.commandLine(), why);
    }

    private void warn(String what) {
        spec.commandLine().getErr().println("mailgauge: " + what);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}

package org.mailgauge.agent.cli;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.admin.MailboxResource;
import org.mailgauge.agent.conf.Types;
import org.mailgauge.agent.mailbox.MailAccess.Room;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.Quota;
import org.mailgauge.store.QuotaUse;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code mailgauge user quota}: what accounts keep and may, and another limit. */
@Command(
        name = "quota",
        description = "Show what accounts keep, the fullest first; say what one may keep.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class UserQuotaCommand implements Callable<Integer> {
    private static final String OFF = "off";

    @ParentCommand UserCommand user;
    @Spec CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "ADDRESS",
            description = "the account; without it: all")
    @Nullable String address;

    @Option(
            names = "--octets",
            paramLabel = "SIZE",
            description = "how much it may keep from now on, such as 2GiB; off: no limit")
    @Nullable String octets;

    @Option(
            names = "--messages",
            paramLabel = "NUMBER",
            description = "how many messages it may keep from now on; off: no limit")
    @Nullable String messages;

    @Override
    public Integer call() throws Failure {
        var account = address == null ? null : account(address);
        boolean changes = octets != null || messages != null;
        if (changes && account == null) {
            throw misused("ADDRESS: name the account whose quota changes");
        }
        Long most = octets == null ? null : octets(octets);
        Long count = messages == null ? null : number(messages);
        MailWork work =
                mail -> {
                    var rooms = mail.rooms(account);
                    if (changes && account != null) {
                        var was = rooms.getFirst().use().limit();
                        var quota =
                                new Quota(
                                        most == null ? was.octets() : most,
                                        count == null ? was.messages() : count);
                        rooms = List.of(mail.limit(account, quota));
                    }
                    show(rooms);
                };
        return work.perform(user.mailgauge, spec.commandLine().getErr());
    }

    private AccountName account(String text) {
        return AccountName.parse(text)
                .orElseThrow(() -> misused("ADDRESS: an address such as anne@example.org"));
    }

    private long octets(String text) {
        return text.equals(OFF)
                ? Quota.UNLIMITED
                : Types.octets(text)
                        .orElseThrow(() -> misused("--octets: a size such as 2GiB, or off"));
    }

    private long number(String text) {
        if (text.equals(OFF)) {
            return Quota.UNLIMITED;
        }
        if (!text.matches("[0-9]{1,9}")) {
            throw misused("--messages: a number such as 10000, or off");
        }
        return Long.parseLong(text);
    }

    private CommandLine.ParameterException misused(String why) {
        return new CommandLine.ParameterException(spec.commandLine(), why);
    }

    private void show(List<Room> rooms) {
        var out = spec.commandLine().getOut();
        if (user.mailgauge.json) {
            JsonText.print(
                    out,
                    json -> {
                        json.writeStartObject();
                        json.writeArrayPropertyStart("quotas");
                        for (var room : rooms) {
                            json.writeStartObject();
                            MailboxResource.room(json, room);
                            json.writeEndObject();
                        }
                        json.writeEndArray();
                        json.writeEndObject();
                    });
            return;
        }
        var table = new TextTable("ADDRESS", "USED", "OF", "MESSAGES", "OF", "FULL");
        rooms.stream()
                .sorted(
                        Comparator.comparingDouble((Room room) -> share(room.use()))
                                .thenComparingLong(room -> room.use().octets())
                                .reversed())
                .forEach(room -> row(table, room));
        if (table.isEmpty()) {
            out.println("there are no mailboxes");
        } else {
            table.print(out);
        }
    }

    private static void row(TextTable table, Room room) {
        var use = room.use();
        boolean limited =
                use.limit().octets() < Quota.UNLIMITED || use.limit().messages() < Quota.UNLIMITED;
        table.row(
                room.account().text(),
                Human.octets(use.octets()),
                use.limit().octets() < Quota.UNLIMITED ? Human.octets(use.limit().octets()) : "-",
                Long.toString(use.messages()),
                use.limit().messages() < Quota.UNLIMITED
                        ? Long.toString(use.limit().messages())
                        : "-",
                limited ? String.format(Locale.ROOT, "%.0f %%", 100 * share(use)) : "-");
    }

    /** The part of its quota that an account uses; of octets or messages, what is more. */
    private static double share(QuotaUse use) {
        return Math.max(
                part(use.octets(), use.limit().octets()),
                part(use.messages(), use.limit().messages()));
    }

    private static double part(long used, long limit) {
        return limit == Quota.UNLIMITED ? 0 : (double) used / Math.max(1, limit);
    }
}

package org.mailgauge.mailaccess;

import org.jspecify.annotations.Nullable;
import org.mailgauge.imap.Extensions;
import org.mailgauge.imap.ImapCommand;
import org.mailgauge.imap.ImapReply;
import org.mailgauge.imap.ImapText;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.Annotated;
import org.mailgauge.store.AnnotationChange;
import org.mailgauge.store.AnnotationName;
import org.mailgauge.store.MailboxInfo;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.Refusal;
import org.mailgauge.store.Rights;
import org.mailgauge.store.SpecialUse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * GETMETADATA and SETMETADATA (RFC 5464), and what LIST tells of annotations (RFC 9590). What the
 * server shares is not for users to set. {@code /private/specialuse} of one's own mailbox is its
 * special use (RFC 6154 section 4).
 */
final class Metadata {
    private static final String SHARED = "/shared";
    private static final String PRIVATE = "/private";
    private static final String SPECIAL_USE = "/private/specialuse";

    private final Reach reach;
    private final Output out;
    private final Extensions extensions;

    Metadata(Reach reach, Output out, Extensions extensions) {
        this.reach = reach;
        this.out = out;
        this.extensions = extensions;
    }

    ImapReply get(ImapCommand.GetMetadata get) throws IOException {
        for (var entry : get.entries()) {
            if (!isEntry(entry, get.depth() != 0)) {
                return ImapReply.bad("No such entry name");
            }
        }
        if (get.mailbox().isEmpty()) {
            return tell(null, get, values(reach.own()));
        }
        return switch (reach.find(get.mailbox(), extensions, "l")) {
            case Reach.Found.Not(var reply) -> reply;
            case Reach.Found.Here(var place, _, var rights) when !mayUse(rights) ->
                    Reach.forbidden();
            case Reach.Found.Here here -> tell(here.place().shown(), get, values(here));
        };
    }

    /** Whoever may see a mailbox's contents, or change anything there (section 3.3). */
    static boolean mayUse(Rights rights) {
        return rights.has('l') && "rswip".chars().anyMatch(right -> rights.has((char) right));
    }

    /**
     * Whether it is the name of an entry (section 3.2).
     *
     * @param scopes whether a scope alone will do, for what is below it
     */
    static boolean isEntry(String name, boolean scopes) {
        var entry = name.toLowerCase(Locale.ROOT);
        boolean scope = entry.equals(SHARED) || entry.equals(PRIVATE);
        boolean below = entry.startsWith(SHARED + '/') || entry.startsWith(PRIVATE + '/');
        return (below || (scope && scopes))
                && !entry.contains("//")
                && !entry.endsWith("/")
                && entry.length() <= 255
                && entry.chars().allMatch(c -> c > ' ' && c < 127 && c != '*' && c != '%');
    }

    private SortedMap<String, byte[]> values(Annotated annotated) throws IOException {
        var values = new TreeMap<String, byte[]>();
        for (var each : annotated.annotations().entrySet()) {
            switch (each.getKey()) {
                case AnnotationName.Shared(var path) -> values.put(SHARED + path, each.getValue());
                case AnnotationName.Private(var user, var path) -> {
                    if (user.equals(me())) {
                        values.put(PRIVATE + path, each.getValue());
                    }
                }
            }
        }
        return values;
    }

    private SortedMap<String, byte[]> values(Reach.Found.Here here) throws IOException {
        var values = values(here.mailbox());
        if (here.place().own()) {
            var uses = uses(here.place());
            if (!uses.isEmpty()) {
                var text = uses.stream().sorted().map(SpecialUse::text);
                values.put(
                        SPECIAL_USE,
                        text.collect(Collectors.joining(" ")).getBytes(StandardCharsets.US_ASCII));
            }
        }
        return values;
    }

    private static Set<SpecialUse> uses(Reach.Place place) throws IOException {
        return place.account().mailboxes().stream()
                .filter(info -> info.name().equals(place.name()))
                .findAny()
                .map(MailboxInfo::uses)
                .orElse(Set.of());
    }

    private AccountName me() {
        return reach.own().name();
    }

    /**
     * Tells values, in the order of the entries that were asked for.
     *
     * @param mailbox null for the server
     */
    private ImapReply tell(
            @Nullable MailboxName mailbox,
            ImapCommand.GetMetadata get,
            SortedMap<String, byte[]> values)
            throws IOException {
        var told = new TreeMap<String, Boolean>();
        long longest = -1;
        int count = 0;
        var buffer = out.buffer();
        for (var asked : get.entries()) {
            for (var entry : matching(asked, get.depth(), values)) {
                var value = values.get(entry);
                int octets = value == null ? 0 : value.length;
                boolean fits = get.mostOctets() < 0 || octets <= get.mostOctets();
                longest = fits ? longest : Math.max(longest, octets);
                if (fits && told.put(entry, true) == null) {
                    begin(mailbox, count++);
                    buffer.text(ImapText.astring(entry)).octet(' ');
                    write(value);
                }
            }
        }
        if (count > 0) {
            buffer.octet(')').line();
            out.pass();
        }
        return longest < 0
                ? ImapReply.ok("That is all")
                : ImapReply.ok("METADATA LONGENTRIES " + longest, "Some are longer");
    }

    private void begin(@Nullable MailboxName mailbox, int before) {
        var buffer = out.buffer();
        if (before > 0) {
            buffer.octet(' ');
        } else if (mailbox == null) {
            buffer.text("* METADATA \"\" (");
        } else {
            buffer.text("* METADATA ");
            Names.write(buffer, mailbox, extensions);
            buffer.text(" (");
        }
    }

    /** Entries that are meant: the one that was named, set or not, and those below it. */
    private static List<String> matching(
            String asked, int depth, SortedMap<String, byte[]> values) {
        var entry = asked.toLowerCase(Locale.ROOT);
        var all = new ArrayList<String>();
        if (depth == 0 || values.containsKey(entry)) {
            all.add(entry);
        }
        if (depth != 0) {
            values.tailMap(entry + '/').keySet().stream()
                    .takeWhile(each -> each.startsWith(entry + '/'))
                    .filter(each -> depth < 0 || each.indexOf('/', entry.length() + 1) < 0)
                    .forEach(all::add);
        }
        return all;
    }

    private void write(byte @Nullable [] value) {
        var buffer = out.buffer();
        if (value == null) {
            buffer.nil();
            return;
        }
        var text = new String(value, StandardCharsets.ISO_8859_1);
        if (text.chars().allMatch(c -> c >= ' ' && c < 127)) {
            buffer.string(text);
        } else {
            buffer.text(text.indexOf(0) < 0 ? "" : "~");
            buffer.literal(value.length).octets(value, 0, value.length);
        }
    }

    /** What LIST tells of a mailbox: each entry that was asked for, set or not. */
    void list(Reach.Place place, List<String> entries) throws IOException {
        if (reach.find(place, "l") instanceof Reach.Found.Here here && mayUse(here.rights())) {
            tell(place.shown(), new ImapCommand.GetMetadata("", entries, 0, -1), values(here));
        }
    }

    ImapReply set(ImapCommand.SetMetadata set) throws IOException {
        var changes = new ArrayList<AnnotationChange>();
        boolean shares = false;
        for (var entry : set.entries()) {
            if (!isEntry(entry.name(), false)) {
                return ImapReply.bad("No such entry name");
            }
            var change = change(entry);
            shares |= change.name() instanceof AnnotationName.Shared;
            changes.add(change);
        }
        if (set.mailbox().isEmpty()) {
            return shares
                    ? ImapReply.no("NOPERM", "Set by the administrators")
                    : done(reach.own().annotate(changes));
        }
        return switch (reach.find(set.mailbox(), extensions, shares ? "lw" : "l")) {
            case Reach.Found.Not(var reply) -> reply;
            case Reach.Found.Here(_, _, var rights) when !mayUse(rights) -> Reach.forbidden();
            case Reach.Found.Here here when namesUse(set) -> use(here.place(), set);
            case Reach.Found.Here here -> done(here.mailbox().annotate(changes));
        };
    }

    private AnnotationChange change(ImapCommand.SetMetadata.Entry entry) {
        var value = entry.value();
        var octets = value == null ? null : value.getBytes(StandardCharsets.ISO_8859_1);
        var name = entry.name().toLowerCase(Locale.ROOT);
        return new AnnotationChange(
                name.startsWith(SHARED)
                        ? new AnnotationName.Shared(name.substring(SHARED.length()))
                        : new AnnotationName.Private(me(), name.substring(PRIVATE.length())),
                octets);
    }

    private static ImapReply done(Outcome<Boolean> outcome) {
        return switch (outcome) {
            case Outcome.Done<Boolean> _ -> ImapReply.ok("Done");
            case Outcome.Refused<Boolean>(Refusal.TooBig(int most)) ->
                    ImapReply.no("METADATA MAXSIZE " + most, "Value too long");
            case Outcome.Refused<Boolean>(Refusal.TooMany _) ->
                    ImapReply.no("METADATA TOOMANY", "Too many annotations");
            case Outcome.Refused<Boolean>(var why) -> Refusals.reply(why);
        };
    }

    private static boolean namesUse(ImapCommand.SetMetadata set) {
        return set.entries().stream().anyMatch(each -> each.name().equalsIgnoreCase(SPECIAL_USE));
    }

    /** Sets a special use, which cannot be done together with anything else. */
    private static ImapReply use(Reach.Place place, ImapCommand.SetMetadata set)
            throws IOException {
        if (set.entries().size() > 1 || !place.own()) {
            return ImapReply.no("CANNOT", "A special use is set alone, of one's own mailbox");
        }
        var value = set.entries().getFirst().value();
        var uses = EnumSet.noneOf(SpecialUse.class);
        for (var word : value == null ? List.<String>of() : List.of(value.split(" ", -1))) {
            var use = Arranging.use(word);
            if (use.isEmpty()) {
                return ImapReply.no("USEATTR", "No such special use");
            }
            uses.add(use.get());
        }
        return switch (place.account().use(place.name(), uses)) {
            case Outcome.Refused<MailboxInfo>(var why) -> Refusals.reply(why);
            case Outcome.Done<MailboxInfo> _ -> ImapReply.ok("Done");
        };
    }
}

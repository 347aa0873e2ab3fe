package org.mailgauge.agent.admin;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.conf.Types;
import org.mailgauge.observe.ReplyClass;
import org.mailgauge.queue.Criterion;
import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.RecipientState;
import org.mailgauge.queue.Selection;
import org.mailgauge.queue.WaitReason;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which recipients a request means, by its parameters: the same names as the options of the
 * commands. A name that is not known is refused, so that a typing error never widens what is meant.
 */
final class SelectionQuery {
    private static final int IDS = 1000;
    private static final Pattern TIME = Pattern.compile("([0-9]{1,9})([smhdw])");
    private static final Map<String, Long> SECONDS =
            Map.of("s", 1L, "m", 60L, "h", 3_600L, "d", 86_400L, "w", 604_800L);
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final Duration LONGEST = Duration.ofDays(3660);

    /** What a criterion's value is read by, and what is accepted. */
    private record Reader(String accepted, Function<String, Optional<Criterion>> read) {}

    private static final Map<String, Reader> READERS = readers();

    private SelectionQuery() {}

    /** What was read. */
    sealed interface Read {
        record Good(Selection selection) implements Read {}

        /** One line that names the parameter, what was found and what is accepted. */
        record Bad(String why) implements Read {}
    }

    private static Map<String, Reader> readers() {
        var readers = new LinkedHashMap<String, Reader>();
        readers.put(
                "sender",
                new Reader(
                        "an address, a domain, or <> for the null reverse-path",
                        SelectionQuery::sender));
        readers.put("recipient", new Reader("an address or a domain", SelectionQuery::recipient));
        readers.put(
                "destination",
                new Reader(
                        "a domain such as example.org",
                        text -> domain(text).map(Criterion.Destination::new)));
        readers.put(
                "channel",
                new Reader(
                        "a channel's name such as smtp-out",
                        text ->
                                NAME.matcher(text).matches()
                                        ? Optional.of(new Criterion.Channel(text))
                                        : Optional.empty()));
        readers.put(
                "next-hop",
                new Reader(
                        "a next hop as queue show gives it, such as smtp:[mx.example.org]:25",
                        text -> Optional.of(text).map(Criterion.NextHop::new)));
        readers.put(
                "state",
                new Reader(
                        "one of " + states().map(RecipientState::label).collect(commas()),
                        text -> find(states(), RecipientState::label, text, Criterion.State::new)));
        readers.put(
                "reason",
                new Reader(
                        "one of " + reasons().map(WaitReason::label).collect(commas()),
                        text -> find(reasons(), WaitReason::label, text, Criterion.Reason::new)));
        readers.put(
                "class",
                new Reader(
                        "one of " + classes().map(ReplyClass::label).collect(commas()),
                        text -> find(classes(), ReplyClass::label, text, Criterion.OfClass::new)));
        var time = "a time such as 90s, 30m, 4h, 2d, 1w or PT30M";
        readers.put(
                "older-than", new Reader(time, text -> time(text).map(Criterion.OlderThan::new)));
        readers.put(
                "younger-than",
                new Reader(time, text -> time(text).map(Criterion.YoungerThan::new)));
        readers.put(
                "larger-than",
                new Reader(
                        "a size such as 500000, 64KiB or 10MB",
                        text -> Types.octets(text).map(Criterion.LargerThan::new)));
        readers.put(
                "attempts",
                new Reader(
                        "a number from 0 to 32767",
                        text -> number(text).map(Criterion.AttemptsAtLeast::new)));
        readers.put(
                "reply",
                new Reader(
                        "a part of the last reply's text",
                        text -> Optional.of(text).map(Criterion.LastReply::new)));
        return readers;
    }

    /** The names of all parameters that select. */
    static Set<String> names() {
        var names = new TreeSet<>(READERS.keySet());
        names.add("id");
        return names;
    }

    /**
     * Reads a query.
     *
     * @param others further parameters that it may have
     */
    static Read read(Query query, Set<String> others) {
        var ids = new ArrayList<QueueId>();
        var criteria = new ArrayList<Criterion>();
        for (var name : new TreeSet<>(query.values().keySet())) {
            var value = query.values().getOrDefault(name, "");
            if (others.contains(name)) {
                continue;
            }
            var problem =
                    name.equals("id") ? ids(value, ids) : criterion(name, value, criteria, others);
            if (problem != null) {
                return new Read.Bad(problem);
            }
        }
        return new Read.Good(new Selection(ids, criteria));
    }

    private static @Nullable String ids(String value, List<QueueId> into) {
        for (var text : value.split(",", -1)) {
            var id = QueueId.parse(text.strip());
            if (id.isEmpty()) {
                return wrong("id", text, "a queue id as queue list gives it; several with commas");
            }
            into.add(id.get());
        }
        return into.size() > IDS ? "id: give at most " + IDS + " ids at once" : null;
    }

    private static @Nullable String criterion(
            String name, String value, List<Criterion> into, Set<String> others) {
        var reader = READERS.get(name);
        if (reader == null) {
            var known = new TreeSet<>(names());
            known.addAll(others);
            return "there is no " + Shown.quoted(name) + "; there are " + String.join(", ", known);
        }
        Optional<Criterion> read =
                value.isBlank() ? Optional.empty() : reader.read().apply(value.strip());
        read.ifPresent(into::add);
        return read.isPresent() ? null : wrong(name, value, reader.accepted());
    }

    private static String wrong(String name, String found, String accepted) {
        return name + ": found " + Shown.quoted(found) + "; accepted is " + accepted;
    }

    // --- values

    private static Optional<Criterion> sender(String text) {
        if (text.equals("<>")) {
            return Optional.of(new Criterion.Sender(null, null));
        }
        int at = text.lastIndexOf('@');
        return domain(text.substring(at + 1))
                .map(domain -> new Criterion.Sender(at < 1 ? null : text.substring(0, at), domain));
    }

    private static Optional<Criterion> recipient(String text) {
        int at = text.lastIndexOf('@');
        return domain(text.substring(at + 1))
                .map(
                        domain ->
                                at < 1
                                        ? new Criterion.Destination(domain)
                                        : new Criterion.Recipient(text.substring(0, at), domain));
    }

    /** Any text that can be a domain or an address literal, in lower case. */
    static Optional<String> domain(String text) {
        boolean possible =
                !text.isEmpty()
                        && text.length() <= 255
                        && text.chars()
                                .noneMatch(c -> c <= ' ' || c == '@' || c == '>' || c == 127);
        return possible ? Optional.of(text.toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    private static Optional<Duration> time(String text) {
        var matcher = TIME.matcher(text);
        if (matcher.matches()) {
            long seconds = SECONDS.getOrDefault(matcher.group(2), 1L);
            return sensible(Duration.ofSeconds(Long.parseLong(matcher.group(1)) * seconds));
        }
        try {
            return text.length() > 40 ? Optional.empty() : sensible(Duration.parse(text));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> sensible(Duration time) {
        return time.isNegative() || time.compareTo(LONGEST) > 0
                ? Optional.empty()
                : Optional.of(time);
    }

    private static Optional<Integer> number(String text) {
        return text.matches("[0-9]{1,5}")
                ? Optional.of(Integer.parseInt(text)).filter(n -> n <= Short.MAX_VALUE)
                : Optional.empty();
    }

    private static <T> Optional<Criterion> find(
            Stream<T> values,
            Function<T, String> label,
            String text,
            Function<T, Criterion> criterion) {
        return values.filter(value -> label.apply(value).equals(text)).findFirst().map(criterion);
    }

    private static Stream<RecipientState> states() {
        return Arrays.stream(RecipientState.values()).filter(RecipientState::live);
    }

    private static Stream<WaitReason> reasons() {
        return Arrays.stream(WaitReason.values());
    }

    private static Stream<ReplyClass> classes() {
        return Arrays.stream(ReplyClass.values());
    }

    private static java.util.stream.Collector<CharSequence, ?, String> commas() {
        return Collectors.joining(", ");
    }
}

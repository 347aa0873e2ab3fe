package org.mailgauge.mailaccess;

import org.mailgauge.imap.SearchKey;
import org.mailgauge.mailbox.SystemFlag;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Random;

/** Keys for {@link GeneratedMail}, and what they find. */
public final class GeneratedKeys {
    private GeneratedKeys() {}

    /** A key, and keys within it. */
    public static SearchKey key(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 10 : 6)) {
            case 0 ->
                    new SearchKey.Enveloped(
                            one(random, "subject", "from", "to", "cc"), text(random));
            case 1 ->
                    new SearchKey.Header(one(random, "x-kind", "content-type", "to"), text(random));
            case 2 -> new SearchKey.Body(text(random));
            case 3 -> new SearchKey.Text(text(random));
            case 4 -> new SearchKey.Flag(SystemFlag.SEEN, random.nextBoolean());
            case 5 -> new SearchKey.Header("x-kind", "");
            case 6, 7 -> new SearchKey.Not(key(random, depth - 1));
            case 8 -> new SearchKey.Or(key(random, depth - 1), key(random, depth - 1));
            default ->
                    new SearchKey.And(
                            List.of(
                                    key(random, depth - 1),
                                    key(random, depth - 1),
                                    key(random, depth - 1)));
        };
    }

    private static String one(Random random, String... some) {
        return some[random.nextInt(some.length)];
    }

    /** A text as a client sends it, one character for each octet. */
    private static String text(Random random) {
        var words = GeneratedMail.words(random, 3);
        int from = random.nextInt(words.length());
        int to = from + 1 + random.nextInt(words.length() - from);
        from -= Character.isLowSurrogate(words.charAt(from)) ? 1 : 0;
        to += Character.isHighSurrogate(words.charAt(to - 1)) ? 1 : 0;
        var octets = words.substring(from, to).getBytes(StandardCharsets.UTF_8);
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    /** Whether a message is found, by the texts that it was made of. */
    public static boolean isFound(GeneratedMail mail, boolean seen, SearchKey key) {
        return switch (key) {
            case SearchKey.Flag(_, var set) -> seen == set;
            case SearchKey.Enveloped(var field, var text) ->
                    mail.envelope.containsKey(field) && has(mail.envelope.get(field), text);
            case SearchKey.Header(var field, var text) ->
                    mail.fields.stream()
                            .anyMatch(
                                    one -> one.getKey().equals(field) && has(one.getValue(), text));
            case SearchKey.Body(var text) -> any(mail.bodies, text);
            case SearchKey.Text(var text) ->
                    any(mail.bodies, text)
                            || any(mail.headerLines, text)
                            || any(mail.partLines, text);
            case SearchKey.Not(var inner) -> !isFound(mail, seen, inner);
            case SearchKey.Or(var one, var other) ->
                    isFound(mail, seen, one) || isFound(mail, seen, other);
            case SearchKey.And(var keys) ->
                    keys.stream().allMatch(inner -> isFound(mail, seen, inner));
            default -> throw new IllegalArgumentException(key.toString());
        };
    }

    private static boolean any(List<String> texts, String wanted) {
        return texts.stream().anyMatch(text -> has(text, wanted));
    }

    private static boolean has(String text, String octets) {
        var wanted =
                new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return folded(text).contains(folded(wanted));
    }

    private static String folded(String text) {
        var folded = new StringBuilder();
        text.codePoints()
                .forEach(
                        c ->
                                folded.append(
                                        Normalizer.normalize(
                                                Character.toString(Character.toTitleCase(c)),
                                                Normalizer.Form.NFKD)));
        return folded.toString();
    }
}

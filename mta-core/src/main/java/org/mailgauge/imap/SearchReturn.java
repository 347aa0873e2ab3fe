package org.mailgauge.imap;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Set;

/**
 * What SEARCH is to answer (RFC 4731, RFC 5182, RFC 6203, RFC 9394).
 *
 * @param partial which of the results, or null
 */
public record SearchReturn(Set<Option> options, @Nullable Paging partial) {

    /** One result option. */
    public enum Option {
        MIN,
        MAX,
        ALL,
        COUNT,
        SAVE,
        /** What each message is worth (RFC 6203); only with FUZZY. */
        RELEVANCY
    }

    public SearchReturn {
        options = Set.copyOf(options);
    }

    /** Reads them, RETURN and its space being taken; {@code ()} means ALL. */
    static SearchReturn read(Cursor in) {
        var options = EnumSet.noneOf(Option.class);
        var reader =
                new Object() {
                    @Nullable Paging partial;

                    String option() {
                        var name = in.word();
                        switch (name) {
                            case "MIN" -> options.add(Option.MIN);
                            case "MAX" -> options.add(Option.MAX);
                            case "ALL" -> options.add(Option.ALL);
                            case "COUNT" -> options.add(Option.COUNT);
                            case "SAVE" -> options.add(Option.SAVE);
                            case "RELEVANCY" -> options.add(Option.RELEVANCY);
                            case "PARTIAL" -> {
                                in.space();
                                if (partial != null) {
                                    throw new SyntaxException("PARTIAL twice");
                                }
                                partial = Paging.read(in);
                            }
                            default -> throw new SyntaxException("Unknown result option " + name);
                        }
                        return name;
                    }
                };
        in.listOrNone(reader::option);
        if (options.isEmpty() && reader.partial == null) {
            options.add(Option.ALL);
        }
        if (options.contains(Option.ALL) && reader.partial != null) {
            throw new SyntaxException("ALL and PARTIAL exclude each other");
        }
        return new SearchReturn(options, reader.partial);
    }
}

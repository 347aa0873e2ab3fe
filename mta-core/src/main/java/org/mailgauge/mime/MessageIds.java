package org.mailgauge.mime;

import java.util.ArrayList;
import java.util.List;

/** The identifiers in Message-ID, In-Reply-To and References (RFC 5322 section 3.6.4). */
public final class MessageIds {
    private static final int LONGEST = 998;

    private MessageIds() {}

    /**
     * Identifiers with their angle brackets, without blanks and comments in them; what stands
     * between them is passed over.
     *
     * @param body of the field, unfolded
     * @param most of them
     */
    public static List<String> parse(String body, int most) {
        var ids = new ArrayList<String>();
        var lexer = new Lexer(body, Lexer.SPECIALS);
        lexer.nextButComments();
        while (lexer.kind() != Lexer.Kind.END && ids.size() < most) {
            if (!lexer.is('<')) {
                lexer.nextButComments();
                continue;
            }
            var id = new StringBuilder("<");
            lexer.nextButComments();
            while (lexer.kind() != Lexer.Kind.END && !lexer.is('>') && !lexer.is('<')) {
                id.append(lexer.raw());
                lexer.nextButComments();
            }
            if (lexer.is('>') && id.length() > 1 && id.length() < LONGEST) {
                ids.add(id.append('>').toString());
            }
        }
        return List.copyOf(ids);
    }
}

package org.mailgauge.collect.postfix.log;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Where in an SMTP session something happened: after which command, or in what it brought. */
public enum Stage {
    CONNECT,
    HELO,
    EHLO,
    STARTTLS,
    AUTH,
    XCLIENT,
    XFORWARD,
    MAIL,
    RCPT,
    DATA,
    BDAT,
    END_OF_MESSAGE,
    VRFY,
    ETRN,
    RSET,
    NOOP,
    HELP,
    QUIT,
    /** Of the content: what Postfix's header_checks look at. */
    HEADER,
    /** Of the content: what its body_checks look at. */
    BODY,
    /** Anything else, also commands that it does not know. */
    OTHER;

    private static final Map<String, Stage> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toMap(Stage::word, Function.identity()));

    private String word() {
        return switch (this) {
            case END_OF_MESSAGE -> "END-OF-MESSAGE";
            case HEADER -> "header";
            case BODY -> "body";
            default -> name();
        };
    }

    /** The one with Postfix's word for it. */
    static Stage of(String word) {
        return BY_WORD.getOrDefault(word, OTHER);
    }
}

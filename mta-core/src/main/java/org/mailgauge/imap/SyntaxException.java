package org.mailgauge.imap;

/** What stands there is no command; {@link #why} is fit for a reply. Never leaves the parser. */
final class SyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SyntaxException(String message) {
        super(message, null, false, false);
    }

    String why() {
        return String.valueOf(getMessage());
    }
}

package org.mailgauge.agent.admin;

/** An HTML text in the making; all that comes from elsewhere goes through {@link #text}. */
final class Html {
    private final StringBuilder page = new StringBuilder(16_384);

    /** Adds markup of our own. */
    Html raw(String markup) {
        page.append(markup);
        return this;
    }

    /** Adds text of others, safe between tags and within quoted attributes. */
    Html text(String text) {
        page.append(escape(text));
        return this;
    }

    /** Adds a number: the exact one for machines, as people read it for people. */
    Html number(long exact, String shown) {
        return raw("<data value=\"" + exact + "\">").text(shown).raw("</data>");
    }

    static String escape(String text) {
        var safe = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.append(Character.isISOControl(c) ? '\uFFFD' : c);
            }
        }
        return safe.toString();
    }

    @Override
    public String toString() {
        return page.toString();
    }
}

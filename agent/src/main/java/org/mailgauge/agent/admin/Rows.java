package org.mailgauge.agent.admin;

import org.jspecify.annotations.Nullable;

/** One HTML table in the making: a head, then cells row by row. */
final class Rows {
    private static final String NONE = "<span class=\"none\">&ndash;</span>";

    private final Html html;

    /**
     * Begins a table.
     *
     * @param head titles; those that begin with {@code #} are of numbers
     */
    Rows(Html html, String... head) {
        this.html = html;
        html.raw("<div class=\"scroll\"><table><thead><tr>");
        for (var title : head) {
            boolean number = title.startsWith("#");
            html.raw("<th scope=\"col\"" + (number ? " class=\"n\">" : ">"))
                    .text(number ? title.substring(1) : title)
                    .raw("</th>");
        }
        html.raw("</tr></thead><tbody>");
    }

    /** Begins a row with its name; {@code about} shows when one points at it. */
    Rows row(String name, String about) {
        html.raw("<tr><th scope=\"row\" title=\"").text(about).raw("\">").text(name).raw("</th>");
        return this;
    }

    /** As {@link #row}, and a place that an URL can point at. */
    Rows place(String id, String name, String about) {
        html.raw("<tr id=\"").text(id).raw("\"><th scope=\"row\" title=\"");
        html.text(about).raw("\">").text(name).raw("</th>");
        return this;
    }

    Rows count(@Nullable Long value) {
        return value == null ? none() : cell(value, Shown.count(value));
    }

    Rows octets(@Nullable Long value) {
        return value == null ? none() : cell(value, Shown.octets(value));
    }

    /** A time in nanoseconds; the exact number is in seconds. */
    Rows span(@Nullable Long nanos) {
        return nanos == null ? none() : cell(nanos / 1_000_000_000L, Shown.nanos(nanos));
    }

    Rows text(@Nullable String text) {
        html.raw("<td class=\"text\">");
        if (text == null) {
            html.raw(NONE);
        } else {
            html.text(text);
        }
        html.raw("</td>");
        return this;
    }

    Rows endRow() {
        html.raw("</tr>");
        return this;
    }

    Html end() {
        return html.raw("</tbody></table></div>");
    }

    private Rows none() {
        html.raw("<td class=\"n\">" + NONE + "</td>");
        return this;
    }

    private Rows cell(long exact, String shown) {
        html.raw("<td class=\"n\">").number(exact, shown).raw("</td>");
        return this;
    }
}

package org.mailgauge.imap;

/** One criterion of SORT (RFC 5256 section 3, RFC 5957, RFC 6203). */
public record SortCriterion(By by, boolean reverse) {

    /** What is compared. */
    public enum By {
        ARRIVAL,
        CC,
        DATE,
        FROM,
        SIZE,
        SUBJECT,
        TO,
        DISPLAYFROM,
        DISPLAYTO,
        /** What is worth most comes first (RFC 6203); only with FUZZY. */
        RELEVANCY
    }

    static SortCriterion read(Cursor in) {
        boolean reverse = in.skipWord("REVERSE");
        if (reverse) {
            in.space();
        }
        var name = in.word();
        for (var by : By.values()) {
            if (by.name().equals(name)) {
                return new SortCriterion(by, reverse);
            }
        }
        throw new SyntaxException("Unknown sort criterion " + name);
    }
}

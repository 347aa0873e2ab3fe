package org.mailgauge.store;

/**
 * The id of an account, a mailbox, a message's content or a thread, never used for another one (RFC
 * 8474).
 *
 * @param text 1 to 255 of {@code A-Z a-z 0-9 - _}
 */
public record ObjectId(String text) implements Comparable<ObjectId> {

    public ObjectId {
        if (text.isEmpty() || text.length() > 255 || !text.chars().allMatch(ObjectId::isAllowed)) {
            throw new IllegalArgumentException("no object id: " + text);
        }
    }

    private static boolean isAllowed(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_';
    }

    @Override
    public int compareTo(ObjectId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}

package org.mailgauge.smtp;

/**
 * An enhanced status code (RFC 3463 section 2).
 *
 * @param level 2 success, 4 persistent transient failure, 5 permanent failure
 * @param subject 0 to 999
 * @param detail 0 to 999
 */
public record EnhancedStatus(int level, int subject, int detail) {
    public EnhancedStatus {
        boolean known = level == 2 || level == 4 || level == 5;
        if (!known || subject < 0 || subject > 999 || detail < 0 || detail > 999) {
            throw new IllegalArgumentException(level + "." + subject + "." + detail);
        }
    }

    @Override
    public String toString() {
        return level + "." + subject + "." + detail;
    }
}

package org.mailgauge.collect;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The foreign MTAs and mailbox servers that can be named in {@code watch}. */
public enum ForeignMta {
    POSTFIX,
    EXIM,
    SENDMAIL,
    OPENSMTPD,
    DOVECOT;

    /** Its name in the configuration, such as {@code postfix}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one whose name in the configuration is {@code key}, which is case-sensitive. */
    public static Optional<ForeignMta> named(String key) {
        return Arrays.stream(values()).filter(mta -> mta.key().equals(key)).findFirst();
    }
}

package org.mailgauge.agent.conf;

import java.util.Locale;

/** The foreign MTAs that can be watched. */
public enum ForeignType {
    POSTFIX,
    EXIM,
    SENDMAIL,
    OPENSMTPD,
    DOVECOT;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}

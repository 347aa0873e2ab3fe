package org.mailgauge.imap;

import java.util.Optional;

/** What ENABLE turns on (RFC 5161). */
public enum Extension {
    CONDSTORE("CONDSTORE"),
    QRESYNC("QRESYNC"),
    UTF8("UTF8=ACCEPT"),
    UIDONLY("UIDONLY"),
    REV2("IMAP4REV2");

    private final String capability;

    Extension(String capability) {
        this.capability = capability;
    }

    /** As a capability, in upper case but for IMAP4rev2. */
    public String capability() {
        return this == REV2 ? "IMAP4rev2" : capability;
    }

    /** The one of a name in upper case. */
    static Optional<Extension> of(String name) {
        for (var extension : values()) {
            if (extension.capability.equals(name)) {
                return Optional.of(extension);
            }
        }
        return Optional.empty();
    }
}

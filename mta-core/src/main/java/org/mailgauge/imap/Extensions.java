package org.mailgauge.imap;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/** What a session has enabled. Immutable. */
public record Extensions(Set<Extension> enabled) {

    static final Extensions NONE = new Extensions(Set.of());

    public Extensions {
        enabled = Set.copyOf(enabled);
    }

    /** With these too; QRESYNC brings CONDSTORE (RFC 7162 section 3.2.3). */
    Extensions with(Collection<Extension> more) {
        if (enabled.containsAll(more)) {
            return this;
        }
        var all = EnumSet.noneOf(Extension.class);
        all.addAll(enabled);
        all.addAll(more);
        if (all.contains(Extension.QRESYNC)) {
            all.add(Extension.CONDSTORE);
        }
        return new Extensions(all);
    }

    /** Whether FETCH responses tell mod-sequences. */
    public boolean condstore() {
        return enabled.contains(Extension.CONDSTORE);
    }

    /** Whether a client may ask for what it missed (RFC 7162 section 3.2). */
    public boolean qresync() {
        return enabled.contains(Extension.QRESYNC);
    }

    /** Whether VANISHED is told in place of EXPUNGE. */
    public boolean vanished() {
        return qresync() || uidOnly();
    }

    /** Whether there are no sequence numbers (RFC 9586). */
    public boolean uidOnly() {
        return enabled.contains(Extension.UIDONLY);
    }

    /** Whether mailbox names and strings are UTF-8. */
    public boolean utf8() {
        return enabled.contains(Extension.UTF8) || enabled.contains(Extension.REV2);
    }

    public boolean rev2() {
        return enabled.contains(Extension.REV2);
    }
}

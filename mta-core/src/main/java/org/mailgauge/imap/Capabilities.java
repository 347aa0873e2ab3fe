package org.mailgauge.imap;

import java.util.ArrayList;
import java.util.List;

/** What the server offers (RFC 9051 section 6.1.1), before and after the login. */
final class Capabilities {
    /** Always. */
    private static final List<String> BASE =
            List.of("IMAP4rev1", "IMAP4rev2", "LITERAL+", "ID", "SASL-IR", "ENABLE");

    /** After the login too: each works wholly. */
    private static final List<String> ACCOUNT =
            List.of(
                    "IDLE",
                    "NAMESPACE",
                    "CHILDREN",
                    "UIDPLUS",
                    "UNSELECT",
                    "MOVE",
                    "MULTIAPPEND",
                    "STATUS=SIZE",
                    "CONDSTORE",
                    "QRESYNC",
                    "LIST-EXTENDED",
                    "LIST-STATUS",
                    "LIST-MYRIGHTS",
                    "LIST-METADATA",
                    "QUOTA",
                    "QUOTA=RES-STORAGE",
                    "QUOTA=RES-MESSAGE",
                    "ACL",
                    "RIGHTS=kxte",
                    "METADATA",
                    "NOTIFY",
                    "UIDONLY",
                    "UIDBATCHES",
                    "ESEARCH",
                    "SEARCHRES",
                    "WITHIN",
                    "SORT",
                    "SORT=DISPLAY",
                    "ESORT",
                    "THREAD=ORDEREDSUBJECT",
                    "THREAD=REFERENCES",
                    "MULTISEARCH",
                    "I18NLEVEL=1",
                    "INPROGRESS",
                    "PARTIAL",
                    "SAVEDATE",
                    "SPECIAL-USE",
                    "CREATE-SPECIAL-USE",
                    "BINARY",
                    "CATENATE",
                    "REPLACE",
                    "PREVIEW",
                    "OBJECTID");

    private final ImapOffer offer;

    Capabilities(ImapOffer offer) {
        this.offer = offer;
    }

    /** All of now, in one line. */
    String text(ImapState state) {
        var all = new ArrayList<>(BASE);
        if (state.phase() instanceof ImapState.Phase.NotAuthenticated) {
            var access = state.access();
            if (access.startTls()) {
                all.add("STARTTLS");
            }
            access.mechanisms().forEach(mechanism -> all.add("AUTH=" + mechanism));
            if (!access.passwords()) {
                all.add("LOGINDISABLED");
            }
        } else {
            all.addAll(ACCOUNT);
            if (!state.compressed()) {
                all.add("COMPRESS=DEFLATE");
            }
            all.add("APPENDLIMIT=" + offer.appendLimit());
            if (offer.messages().exists()) {
                all.add(offer.messages().capability());
            }
            if (offer.has(Extension.UTF8)) {
                all.add(Extension.UTF8.capability());
            }
            if (offer.fuzzy()) {
                all.add("SEARCH=FUZZY");
            }
            if (offer.unauthenticate()) {
                all.add("UNAUTHENTICATE");
            }
        }
        return String.join(" ", all);
    }
}

package org.mailgauge.store;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who may do what with a mailbox (RFC 4314). The owner of the account may do everything and does
 * not stand here.
 *
 * @param rights by identifier: an account's name, {@code anyone}, or one of these after {@code -},
 *     whose rights are taken away
 */
public record Acl(SortedMap<String, Rights> rights) {

    public static final Acl NONE = new Acl(new TreeMap<>());

    public Acl {
        rights = Collections.unmodifiableSortedMap(new TreeMap<>(rights));
    }

    /** What someone other than the owner may do. */
    public Rights of(AccountName user) {
        return given(user.text())
                .with(given("anyone"))
                .without(given("-" + user.text()))
                .without(given("-anyone"));
    }

    private Rights given(String identifier) {
        return rights.getOrDefault(identifier, Rights.NONE);
    }
}

package org.mailgauge.agent.accounts;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Mailbox;
import org.mailgauge.auth.Account;
import org.mailgauge.sasl.ScramSecret;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One account as the file has it.
 *
 * @param hash of the password; null for an account that has only app passwords
 * @param sha1 the secret for SCRAM-SHA-1; null when there is none
 * @param sha256 the same for SCRAM-SHA-256
 * @param raw its line, when it can't be read but for the address: then the account gets mail, and
 *     nobody logs in; else null
 */
record Entry(
        Mailbox address,
        @Nullable StoredHash hash,
        @Nullable ScramSecret sha1,
        @Nullable ScramSecret sha256,
        List<Mailbox> sendsAs,
        List<AppPassword> apps,
        @Nullable String raw) {
    Entry {
        address = Account.canonical(address);
        sendsAs = List.copyOf(sendsAs);
        apps = List.copyOf(apps);
    }

    /**
     * A password for one program of the user's.
     *
     * @param hash of the password; as it has 100 random bits, a fast one
     */
    record AppPassword(String name, Instant made, StoredHash hash) {}

    static Entry of(Mailbox address, @Nullable StoredHash hash) {
        return new Entry(address, hash, null, null, List.of(), List.of(), null);
    }

    /** Of which nothing else is known. */
    static Entry damaged(Mailbox address, String raw) {
        return new Entry(address, null, null, null, List.of(), List.of(), raw);
    }

    boolean damaged() {
        return raw != null;
    }

    Account account() {
        return new Account(address, sendsAs);
    }

    Entry with(
            @Nullable StoredHash other,
            @Nullable ScramSecret otherSha1,
            @Nullable ScramSecret otherSha256) {
        return new Entry(address, other, otherSha1, otherSha256, sendsAs, apps, null);
    }

    Entry sendingAs(List<Mailbox> others) {
        return new Entry(address, hash, sha1, sha256, others, apps, raw);
    }

    Entry with(AppPassword app) {
        var more = new ArrayList<>(apps);
        more.add(app);
        return new Entry(address, hash, sha1, sha256, sendsAs, more, raw);
    }

    Entry without(String app) {
        var less = apps.stream().filter(one -> !one.name().equals(app)).toList();
        return new Entry(address, hash, sha1, sha256, sendsAs, less, raw);
    }

    Optional<AppPassword> app(String name) {
        return apps.stream().filter(one -> one.name().equals(name)).findFirst();
    }
}

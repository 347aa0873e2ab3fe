package org.mailgauge.agent.accounts;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Mailbox;
import org.mailgauge.auth.Account;
import org.mailgauge.sasl.ScramHash;
import org.mailgauge.sasl.ScramSecret;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** All accounts at one moment. Immutable. */
final class Book {
    static final int KEY = 32;
    static final Book NEW = new Book(new byte[KEY], new TreeMap<>(), List.of());
    private static final Logger LOG = LoggerFactory.getLogger(Book.class);
    private static final int SALT = 16;

    private final byte[] key;
    private final SortedMap<String, Entry> entries;
    private final List<String> kept;
    private final boolean allHaveScram;

    private Book(byte[] key, SortedMap<String, Entry> entries, List<String> kept) {
        this.key = key;
        this.entries = entries;
        this.kept = List.copyOf(kept);
        this.allHaveScram =
                entries.values().stream()
                        .allMatch(
                                entry ->
                                        entry.hash() == null
                                                || (entry.sha1() != null
                                                        && entry.sha256() != null));
    }

    /**
     * What a file says; of several lines for one address the last holds.
     *
     * @param spare the key, if the file has lost its own
     */
    static Book of(AccountText.Content content, byte[] spare) {
        var entries = new TreeMap<String, Entry>();
        content.entries().forEach(entry -> entries.put(entry.address().toString(), entry));
        var key = content.key();
        return new Book(key == null ? spare : key, entries, content.damaged());
    }

    Book withKey(byte[] other) {
        return new Book(other.clone(), entries, kept);
    }

    /** With another entry of that address, or none. */
    Book with(Mailbox address, @Nullable Entry entry) {
        var name = Account.canonical(address).toString();
        if (Objects.equals(entries.get(name), entry)) {
            return this;
        }
        var next = new TreeMap<>(entries);
        if (entry == null) {
            next.remove(name);
        } else {
            next.put(name, entry);
        }
        return new Book(key, next, kept);
    }

    @Nullable Entry entry(Mailbox address) {
        return entries.get(Account.canonical(address).toString());
    }

    Collection<Entry> entries() {
        return entries.values();
    }

    boolean allHaveScram() {
        return allHaveScram;
    }

    /** Lines that can't be read, with or without an address. */
    int damaged() {
        return kept.size() + (int) entries.values().stream().filter(Entry::damaged).count();
    }

    /** Says which lines can't be read; nothing secret. */
    void complain(String file) {
        for (var entry : entries.values()) {
            if (entry.damaged()) {
                LOG.error(
                        "{} in data-dir: the line of {} is damaged: it gets mail, and can't log in;"
                                + " give it a password with: mailgauge user passwd {}",
                        file,
                        entry.address(),
                        entry.address());
            }
        }
        if (!kept.isEmpty()) {
            LOG.error(
                    "{} in data-dir: {} lines are damaged and name no account; they are kept as"
                            + " they are",
                    file,
                    kept.size());
        }
    }

    /** The account's, or one that fits nothing and can't be told from it. */
    ScramSecret scram(@Nullable Mailbox user, ScramHash hash, int iterations) {
        var entry = user == null ? null : entry(user);
        var secret = entry == null ? null : hash == ScramHash.SHA_1 ? entry.sha1() : entry.sha256();
        if (secret != null) {
            return secret;
        }
        var name = hash + " " + (user == null ? "" : Account.canonical(user));
        return new ScramSecret(
                Arrays.copyOf(keyed("salt " + name), SALT),
                iterations,
                Arrays.copyOf(keyed("stored " + name), hash.octets()),
                Arrays.copyOf(keyed("server " + name), hash.octets()));
    }

    private byte[] keyed(String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("HmacSHA256", e);
        }
    }

    /** The whole file. */
    String text() {
        return AccountText.write(key, List.copyOf(entries.values()), kept);
    }
}

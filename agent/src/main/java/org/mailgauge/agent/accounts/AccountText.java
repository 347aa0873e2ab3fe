package org.mailgauge.agent.accounts;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.AddressParser;
import org.mailgauge.address.Mailbox;
import org.mailgauge.disk.NewerFormatException;
import org.mailgauge.sasl.ScramHash;
import org.mailgauge.sasl.ScramSecret;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/** The text of the file of accounts, read and written; docs/accounts.md has the format. */
final class AccountText {
    private static final String WHAT = "mailgauge-accounts ";
    private static final int VERSION = 1;
    private static final int KEY_OCTETS = 32;
    private static final String UNCHECKED = "-";

    private AccountText() {}

    /**
     * What the file says.
     *
     * @param key for the secrets of those who have none; null when the first line is damaged
     * @param damaged lines of which not even the address can be read, as they are
     */
    record Content(byte @Nullable [] key, List<Entry> entries, List<String> damaged) {}

    /**
     * Reads a text; what can't be read of it is among the damaged.
     *
     * @throws NewerFormatException when a newer program wrote it
     */
    static Content read(String file, String text) throws NewerFormatException {
        var lines = text.lines().toList();
        var head = lines.isEmpty() ? new String[0] : lines.getFirst().split(" ", -1);
        boolean ours = head.length == 3 && lines.getFirst().startsWith(WHAT);
        if (ours && head[1].matches("[0-9]{1,9}")) {
            NewerFormatException.check(file, Integer.parseInt(head[1]), VERSION);
        }
        var entries = new ArrayList<Entry>();
        var damaged = new ArrayList<String>();
        for (var line : ours ? lines.subList(1, lines.size()) : lines) {
            if (!line.isBlank() && !line.startsWith(WHAT)) {
                entry(line).ifPresentOrElse(entries::add, () -> damaged.add(line));
            }
        }
        return new Content(ours ? key(head[2]) : null, entries, damaged);
    }

    private static byte @Nullable [] key(String base64) {
        var key = octets(base64).orElse(new byte[0]);
        return key.length == KEY_OCTETS ? key : null;
    }

    private static Optional<Entry> entry(String line) {
        var parts = line.split("\t", -1);
        var address = parts.length < 2 ? Optional.<Mailbox>empty() : mailbox(parts[1]);
        if (address.isEmpty()) {
            return Optional.empty();
        }
        boolean intact =
                parts[0].equals(UNCHECKED)
                        || parts[0].equals(sum(line.substring(parts[0].length() + 1)));
        var read = intact ? fields(address.get(), parts) : Optional.<Entry>empty();
        return Optional.of(read.orElseGet(() -> Entry.damaged(address.get(), line)));
    }

    private static Optional<Mailbox> mailbox(String text) {
        return AddressParser.mailbox(text);
    }

    private static Optional<Entry> fields(Mailbox address, String[] parts) {
        var entry = Entry.of(address, null);
        for (int i = 2; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals < 0) {
                return Optional.empty();
            }
            var next = field(entry, parts[i].substring(0, equals), parts[i].substring(equals + 1));
            if (next.isEmpty()) {
                return Optional.empty();
            }
            entry = next.get();
        }
        return Optional.of(entry);
    }

    private static Optional<Entry> field(Entry entry, String name, String value) {
        return switch (name) {
            case "password" ->
                    StoredHash.parse(value)
                            .map(hash -> entry.with(hash, entry.sha1(), entry.sha256()));
            case "scram-sha-1" ->
                    secret(value, ScramHash.SHA_1)
                            .map(secret -> entry.with(entry.hash(), secret, entry.sha256()));
            case "scram-sha-256" ->
                    secret(value, ScramHash.SHA_256)
                            .map(secret -> entry.with(entry.hash(), entry.sha1(), secret));
            case "sends-as" ->
                    mailbox(value)
                            .map(
                                    other -> {
                                        var more = new ArrayList<>(entry.sendsAs());
                                        more.add(other);
                                        return entry.sendingAs(more);
                                    });
            case "app" -> app(value).map(entry::with);
            default -> Optional.empty();
        };
    }

    private static Optional<Entry.AppPassword> app(String value) {
        var parts = value.split(":", 3);
        boolean known = parts.length == 3 && isName(parts[0]) && parts[1].matches("[0-9]{1,15}");
        return known
                ? StoredHash.parse(parts[2])
                        .map(
                                hash ->
                                        new Entry.AppPassword(
                                                parts[0],
                                                Instant.ofEpochMilli(Long.parseLong(parts[1])),
                                                hash))
                : Optional.empty();
    }

    /** Whether it can be the name of an app password. */
    static boolean isName(String text) {
        return text.matches("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
    }

    private static Optional<ScramSecret> secret(String value, ScramHash hash) {
        var parts = value.split(":", -1);
        if (parts.length != 4 || !parts[0].matches("[1-9][0-9]{0,7}")) {
            return Optional.empty();
        }
        var salt = octets(parts[1]).orElse(new byte[0]);
        var stored = octets(parts[2]).orElse(new byte[0]);
        var server = octets(parts[3]).orElse(new byte[0]);
        boolean fits =
                salt.length > 0 && stored.length == hash.octets() && server.length == hash.octets();
        return fits
                ? Optional.of(new ScramSecret(salt, Integer.parseInt(parts[0]), stored, server))
                : Optional.empty();
    }

    private static Optional<byte[]> octets(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /**
     * The text of a whole file.
     *
     * @param kept lines that stay as they are: damaged ones
     */
    static String write(byte[] key, List<Entry> entries, List<String> kept) {
        var text = new StringBuilder(WHAT + VERSION + " " + base64(key) + "\n");
        for (var entry : entries) {
            var line = line(entry);
            text.append(entry.raw() == null ? sum(line) + "\t" + line : entry.raw()).append('\n');
        }
        kept.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private static String line(Entry entry) {
        var parts = new ArrayList<String>();
        parts.add(entry.address().toString());
        if (entry.hash() != null) {
            parts.add("password=" + entry.hash().text());
        }
        if (entry.sha1() != null) {
            parts.add("scram-sha-1=" + text(entry.sha1()));
        }
        if (entry.sha256() != null) {
            parts.add("scram-sha-256=" + text(entry.sha256()));
        }
        entry.sendsAs().forEach(other -> parts.add("sends-as=" + other));
        for (var app : entry.apps()) {
            parts.add(
                    "app="
                            + app.name()
                            + ":"
                            + app.made().toEpochMilli()
                            + ":"
                            + app.hash().text());
        }
        return String.join("\t", parts);
    }

    private static String text(ScramSecret secret) {
        return String.join(
                ":",
                String.valueOf(secret.iterations()),
                base64(secret.salt()),
                base64(secret.storedKey()),
                base64(secret.serverKey()));
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    private static String sum(String text) {
        var crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}

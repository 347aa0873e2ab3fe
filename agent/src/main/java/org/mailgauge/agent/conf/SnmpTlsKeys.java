package org.mailgauge.agent.conf;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.tls.BadPemException;
import org.mailgauge.agent.tls.Fingerprint;
import org.mailgauge.agent.tls.PairFiles;
import org.mailgauge.agent.tls.PemReader;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The part of the table that is about SNMP over TLS, and how it is read and checked. */
final class SnmpTlsKeys {
    private static final KeyTable TABLE = new KeyTable(3, Takes.RELOAD);

    private SnmpTlsKeys() {}

    static final Section TLS =
            TABLE.section(
                    "snmp.tls",
                    "SNMP over TLS (RFC 6353): who is who by certificate; docs/snmp.md.");
    static final Key<Optional<String>> CERTIFICATE =
            TABLE.one(
                    "snmp.tls.certificate",
                    TlsKeys.FILE_OR_NONE,
                    "none",
                    "PEM: the agent's own certificate, followed by its issuers. Without it the"
                            + " agent shows those of tls.certificates.");
    static final Key<Optional<String>> KEY =
            TABLE.one(
                    "snmp.tls.key",
                    TlsKeys.FILE_OR_NONE,
                    "none",
                    "PEM: its private key, not encrypted.");
    static final Key<Optional<String>> AUTHORITIES =
            TABLE.one(
                    "snmp.tls.authorities",
                    TlsKeys.FILE_OR_NONE,
                    "none",
                    "PEM: the authorities whose certificates count. A certificate whose own"
                            + " fingerprint is listed needs none.");
    static final Section CLIENTS =
            TABLE.list(
                    "snmp.tls.clients",
                    "{fingerprint: \"sha256:" + "0123456789abcdef".repeat(4) + "\", name: noc}",
                    "Which certificate has which name; the first that fits decides.");
    static final Key<Fingerprint> FINGERPRINT =
            TABLE.required(
                    "snmp.tls.clients[].fingerprint",
                    fingerprint(),
                    "Of the certificate, or of one of the authorities that issued it.");
    static final Key<String> CLIENT_NAME =
            TABLE.one("snmp.tls.clients[].name", Types.USER_NAME, "", "Its name.");
    static final Key<SnmpTlsConfig.From> NAME_FROM =
            TABLE.one(
                    "snmp.tls.clients[].name-from",
                    Types.choice(SnmpTlsConfig.From.class, SnmpTlsConfig.From::label),
                    "none",
                    "Instead of name: where in the certificate it is. The alternative names rfc822,"
                            + " dns, ip, or san for the first of these; cn, the common name.");
    static final Section NAMES =
            TABLE.list(
                    "snmp.tls.names",
                    "{name: noc, view: detail}",
                    "What those names may see; others see nothing.");
    static final Key<String> NAME = TABLE.required("snmp.tls.names[].name", name(), "The name.");
    static final Key<SnmpConfig.View> VIEW =
            TABLE.one(
                    "snmp.tls.names[].view",
                    Types.choice(SnmpConfig.View.class, SnmpConfig.View::label),
                    "detail",
                    "What it may see, as of users.");

    static List<Entry> table() {
        return TABLE.lines();
    }

    private static Type<Fingerprint> fingerprint() {
        return new Type<>(
                "sha256:, sha384: or sha512: and the hash in hexadecimal digits",
                new Type.Json.Pattern("^[Ss][Hh][Aa]-?(256|384|512):[0-9A-Fa-f:]+$"),
                Fingerprint::of,
                text ->
                        text.toLowerCase(Locale.ROOT).matches("(md5|sha-?1):.*")
                                ? "MD5 and SHA-1 are broken; accepted are sha256:, sha384: and"
                                        + " sha512:"
                                : "");
    }

    /** As vacmSecurityName has it: names of certificates have at signs, and more. */
    private static Type<String> name() {
        return new Type<>(
                "a name of 1 to 32 visible characters",
                new Type.Json.Pattern("^[!-~]{1,32}$"),
                text -> Optional.of(text).filter(one -> one.matches("[!-~]{1,32}")));
    }

    /**
     * @param folder where relative paths begin
     */
    static SnmpTlsConfig read(Values values, Path folder) {
        return new SnmpTlsConfig(
                values.one(Keys.LISTEN_SNMP_TLS).orElse(null),
                values.one(Keys.LISTEN_SNMP_DTLS).orElse(null),
                own(values, folder),
                values.one(AUTHORITIES).map(text -> TlsKeys.at(folder, text)).orElse(null),
                values.items(CLIENTS).stream().map(SnmpTlsKeys::client).toList(),
                values.items(NAMES).stream()
                        .map(item -> new SnmpTlsConfig.Name(item.one(NAME), item.one(VIEW)))
                        .toList());
    }

    private static SnmpTlsConfig.Client client(Values item) {
        return new SnmpTlsConfig.Client(
                item.one(FINGERPRINT),
                Objects.requireNonNullElse(item.orNull(CLIENT_NAME), ""),
                item.one(NAME_FROM));
    }

    private static @Nullable PairFiles own(Values values, Path folder) {
        var certificate = values.one(CERTIFICATE);
        var key = values.one(KEY);
        return certificate.isPresent() && key.isPresent()
                ? new PairFiles(
                        TlsKeys.at(folder, certificate.get()), TlsKeys.at(folder, key.get()))
                : null;
    }

    /** What one key alone can't tell. */
    static void check(Values values, List<Problem> errors, List<Problem> warnings) {
        listens(values, errors, warnings);
        datagrams(values, errors);
        pair(values, errors);
        var names = new HashSet<String>();
        for (var item : values.items(NAMES)) {
            var name = item.orNull(NAME);
            if (name != null && !names.add(name)) {
                errors.add(
                        Problem.of(
                                item.line(NAME),
                                item.path() + ".name",
                                "\"" + name + "\" again",
                                "each name once"));
            }
        }
        for (var item : values.items(CLIENTS)) {
            client(item, names, errors);
        }
    }

    private static void listens(Values values, List<Problem> errors, List<Problem> warnings) {
        for (var key : List.of(Keys.LISTEN_SNMP_TLS, Keys.LISTEN_SNMP_DTLS)) {
            if (values.one(key).isEmpty()) {
                continue;
            }
            if (values.one(Keys.LISTEN_SNMP).isEmpty()) {
                errors.add(
                        Problem.of(
                                values.line(key),
                                key.path(),
                                "TLS for an agent that is off",
                                "an address for listen.snmp too"));
            }
            if (values.items(CLIENTS).isEmpty()) {
                warnings.add(
                        new Problem(
                                values.line(key),
                                key.path(),
                                "nobody can come in: snmp.tls.clients is empty"));
            }
        }
    }

    /** DTLS and SNMP itself come by UDP both. */
    private static void datagrams(Values values, List<Problem> errors) {
        var dtls = values.one(Keys.LISTEN_SNMP_DTLS);
        if (dtls.isPresent()
                && dtls.get().port() != 0
                && dtls.equals(values.one(Keys.LISTEN_SNMP))) {
            errors.add(
                    Problem.of(
                            values.line(Keys.LISTEN_SNMP_DTLS),
                            Keys.LISTEN_SNMP_DTLS.path(),
                            "\"" + dtls.get() + "\", which is also listen.snmp",
                            "an endpoint of its own"));
        }
    }

    private static void pair(Values values, List<Problem> errors) {
        boolean certificate = values.one(CERTIFICATE).isPresent();
        if (certificate != values.one(KEY).isPresent()) {
            var given = certificate ? CERTIFICATE : KEY;
            errors.add(
                    Problem.of(
                            values.line(given),
                            given.path(),
                            certificate ? "a certificate without a key" : "a key alone",
                            "both snmp.tls.certificate and snmp.tls.key, or none"));
        }
    }

    private static void client(Values item, Set<String> names, List<Problem> errors) {
        var name = item.orNull(CLIENT_NAME);
        boolean found = item.one(NAME_FROM) != SnmpTlsConfig.From.NOWHERE;
        if ((name != null) == found) {
            errors.add(
                    Problem.of(
                            item.line(),
                            item.path(),
                            found ? "both name and name-from" : "neither name nor name-from",
                            "one of the two"));
        } else if (name != null && !names.contains(name)) {
            errors.add(
                    Problem.of(
                            item.line(CLIENT_NAME),
                            item.path() + ".name",
                            "\"" + name + "\", which is not in snmp.tls.names",
                            names.isEmpty()
                                    ? "a name that is listed there"
                                    : "one of "
                                            + String.join(", ", names.stream().sorted().toList())));
        }
    }

    /** Reads all files that are named, and tells what is wrong with them. */
    static void checkFiles(Values values, Path folder, List<Problem> errors) {
        var own = own(values, folder);
        if (own != null) {
            try {
                PemReader.pair(own);
            } catch (BadPemException bad) {
                boolean key = bad.file().equals(own.key().toString());
                wrong(values, key ? KEY : CERTIFICATE, bad, errors);
            }
        }
        var authorities = values.one(AUTHORITIES);
        if (authorities.isPresent()) {
            try {
                PemReader.certificates(TlsKeys.at(folder, authorities.get()));
            } catch (BadPemException bad) {
                wrong(values, AUTHORITIES, bad, errors);
            }
        }
    }

    private static void wrong(
            Values values, Key<?> key, BadPemException bad, List<Problem> errors) {
        errors.add(new Problem(values.line(key), key.path(), Text.printable(bad.text(), 400)));
    }
}

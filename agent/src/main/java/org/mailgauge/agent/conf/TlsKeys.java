package org.mailgauge.agent.conf;

import org.mailgauge.agent.tls.BadPemException;
import org.mailgauge.agent.tls.ClientAuthorities;
import org.mailgauge.agent.tls.PairFiles;
import org.mailgauge.agent.tls.PemReader;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The part of the table that is about TLS, and how it is read and checked. */
final class TlsKeys {
    private static final KeyTable TABLE = new KeyTable(4, Takes.RELOAD);
    private static final Type<String> FILE = file("the path of a PEM file");
    static final Type<Optional<String>> FILE_OR_NONE =
            new Type<>(
                    "the path of a PEM file, or \"none\"",
                    new Type.Json.Pattern(""),
                    text ->
                            text.equals("none")
                                    ? Optional.of(Optional.empty())
                                    : present(FILE.read(text)));

    private enum Version {
        V1_2("1.2"),
        V1_3("1.3");

        private final String label;

        Version(String label) {
            this.label = label;
        }
    }

    private TlsKeys() {}

    /** A value that may be absent, when it could be read. */
    private static <T> Optional<Optional<T>> present(Optional<T> read) {
        return read.isPresent() ? Optional.of(read) : Optional.empty();
    }

    static {
        TABLE.section("tls", "TLS of all services; docs/tls.md.");
    }

    static final Section CERTIFICATES =
            TABLE.list(
                    "tls.certificates",
                    "{certificate: /etc/ssl/mx1.crt, key: /etc/ssl/mx1.key}",
                    "Certificates with their keys. A client gets one for the name that it asks for,"
                            + " else the first. Without any, one is made in data-dir/tls and signed"
                            + " by itself. Files are read again when they change.");
    static final Key<String> CERTIFICATE =
            TABLE.required(
                    "tls.certificates[].certificate",
                    FILE,
                    "PEM: the certificate, followed by its issuers.");
    static final Key<String> KEY =
            TABLE.required(
                    "tls.certificates[].key",
                    FILE,
                    "PEM: its private key (RSA, EC or Ed25519), not encrypted.");
    private static final Key<Version> MINIMUM =
            TABLE.one(
                    "tls.minimum-version",
                    Types.choice(Version.class, version -> version.label),
                    "1.2",
                    "The oldest version of TLS that is spoken.");
    static final Key<Optional<String>> CLIENTS =
            TABLE.one(
                    "tls.client-certificates",
                    FILE_OR_NONE,
                    "none",
                    "PEM: the authorities whose client certificates count, for SASL EXTERNAL.");

    static List<Entry> table() {
        return TABLE.lines();
    }

    /**
     * @param folder where relative paths begin
     */
    static TlsConfig read(Values values, Path folder) {
        var pairs = new ArrayList<PairFiles>();
        for (var item : values.items(CERTIFICATES)) {
            pairs.add(files(item, folder));
        }
        return new TlsConfig(
                pairs,
                values.one(MINIMUM) == Version.V1_2,
                values.one(CLIENTS).map(text -> at(folder, text)).orElse(null));
    }

    private static PairFiles files(Values item, Path folder) {
        return new PairFiles(at(folder, item.one(CERTIFICATE)), at(folder, item.one(KEY)));
    }

    static Path at(Path folder, String text) {
        return folder.resolve(text).normalize();
    }

    /** Reads all files that are named, and tells what is wrong with them. */
    static void check(Values values, Path folder, List<Problem> errors) {
        for (var item : values.items(CERTIFICATES)) {
            try {
                PemReader.pair(files(item, folder));
            } catch (BadPemException bad) {
                boolean key = bad.file().equals(at(folder, item.one(KEY)).toString());
                errors.add(
                        new Problem(
                                item.line(key ? KEY : CERTIFICATE),
                                item.path() + (key ? ".key" : ".certificate"),
                                Text.printable(bad.text(), 400)));
            }
        }
        values.one(CLIENTS)
                .ifPresent(
                        text -> {
                            try {
                                ClientAuthorities.read(at(folder, text));
                            } catch (BadPemException bad) {
                                errors.add(
                                        new Problem(
                                                values.line(CLIENTS),
                                                CLIENTS.path(),
                                                Text.printable(bad.text(), 400)));
                            }
                        });
        SnmpTlsKeys.checkFiles(values, folder, errors);
    }

    private static Type<String> file(String accepted) {
        return new Type<>(accepted, new Type.Json.Pattern(""), TlsKeys::path);
    }

    private static Optional<String> path(String text) {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text).toString());
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }
}

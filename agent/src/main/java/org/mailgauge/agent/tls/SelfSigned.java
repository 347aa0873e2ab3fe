package org.mailgauge.agent.tls;

import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;

/**
 * The certificate that is made when none is configured, so that TLS works from the first start: for
 * our host name and this machine, signed by itself. Not for virtual threads, as it works on files.
 */
public final class SelfSigned {
    private static final Duration GOOD_FOR = Duration.ofDays(397);

    /** So long before its end it is made anew. */
    public static final Duration RENEWED = Duration.ofDays(30);

    private static final Duration CLOCKS = Duration.ofHours(1);
    private static final int COMMON_NAME = 64;
    private static final Set<PosixFilePermission> FOLDER =
            PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> SECRET =
            PosixFilePermissions.fromString("rw-------");

    private SelfSigned() {}

    /** Where it is. */
    public static PairFiles files(Path dataDir) {
        var folder = dataDir.resolve("tls");
        return new PairFiles(folder.resolve("self-signed.crt"), folder.resolve("self-signed.key"));
    }

    /**
     * The one that is there; a new one when there is none, when it is for another host name or ends
     * soon, or does not do.
     *
     * @param serial 64 unpredictable bits
     */
    public static Pair get(Path dataDir, String hostname, Instant now, long serial)
            throws IOException, BadPemException {
        var files = files(dataDir);
        if (Files.exists(files.certificate())) {
            try {
                var there = PemReader.pair(files);
                if (there.covers(hostname)
                        && there.until().isAfter(now.plus(RENEWED))
                        && !there.from().isAfter(now)) {
                    return there;
                }
            } catch (BadPemException _) {
                // A new one takes its place: both files are ours.
            }
        }
        make(files, hostname, now, serial);
        return PemReader.pair(files);
    }

    private static void make(PairFiles files, String hostname, Instant now, long serial)
            throws IOException {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            var keys = generator.generateKeyPair();
            var certificate = certificate(keys, hostname, now, serial);
            write(files.key(), "PRIVATE KEY", keys.getPrivate().getEncoded());
            write(files.certificate(), "CERTIFICATE", certificate);
        } catch (GeneralSecurityException | OperatorCreationException impossible) {
            throw new IllegalStateException("this Java makes no certificate", impossible);
        }
    }

    private static byte[] certificate(KeyPair keys, String hostname, Instant now, long serial)
            throws IOException, OperatorCreationException {
        var name =
                new X500NameBuilder()
                        .addRDN(
                                BCStyle.CN,
                                hostname.length() <= COMMON_NAME ? hostname : "mailgauge")
                        .build();
        var names =
                new GeneralNames(
                        List.of(
                                        new GeneralName(GeneralName.dNSName, hostname),
                                        new GeneralName(GeneralName.dNSName, "localhost"),
                                        new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                                        new GeneralName(GeneralName.iPAddress, "::1"))
                                .toArray(GeneralName[]::new));
        var builder =
                new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.valueOf(serial & Long.MAX_VALUE).setBit(62),
                        Date.from(now.minus(CLOCKS)),
                        Date.from(now.plus(GOOD_FOR)),
                        name,
                        keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(Extension.subjectAlternativeName, false, names);
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
        return builder.build(signer).getEncoded();
    }

    /** Nobody but the owner reads it, from the first moment on; it is there whole or not at all. */
    private static void write(Path file, String label, byte[] octets) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("no folder for " + file);
        }
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(FOLDER));
        }
        var fresh = folder.resolve(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(SECRET));
        Files.writeString(
                fresh,
                pem(label, octets),
                StandardCharsets.US_ASCII,
                StandardOpenOption.WRITE,
                StandardOpenOption.SYNC);
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String pem(String label, byte[] octets) {
        var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }
}

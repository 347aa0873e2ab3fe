package org.mailgauge.agent.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;

/** The page's style sheet, which stands in the page; the policy names it by its hash. */
final class Style {
    static final String TEXT = read();

    /** As Content-Security-Policy names it. */
    static final String HASH = hash();

    private Style() {}

    private static String read() {
        try (var in = Objects.requireNonNull(Style.class.getResourceAsStream("style.css"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the jar lacks style.css", e);
        }
    }

    private static String hash() {
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(TEXT.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

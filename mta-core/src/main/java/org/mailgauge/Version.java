package org.mailgauge;

import java.io.IOException;
import java.util.Properties;

/** The version of this build, as it is shown to operators and peers. */
public final class Version {
    private static final String RESOURCE = "version.properties";

    private Version() {}

    /** This build's version, such as {@code 0.1.0-SNAPSHOT}. */
    public static String current() {
        try (var in = Version.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + RESOURCE);
            }
            var properties = new Properties();
            properties.load(in);
            var version = properties.getProperty("version");
            if (version == null) {
                throw new IllegalStateException(RESOURCE + " has no version");
            }
            return version;
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + RESOURCE, e);
        }
    }
}

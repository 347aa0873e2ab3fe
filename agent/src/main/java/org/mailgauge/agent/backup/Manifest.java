package org.mailgauge.agent.backup;

import org.mailgauge.disk.NewerFormatException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The file that says that a backup is whole, and of what: the last that comes to its place.
 *
 * @param made when it was begun: what was acknowledged before is in it
 * @param host the MTA's own name
 * @param octets of all its files
 */
public record Manifest(
        Instant made, String host, String version, long messages, long files, long octets) {

    /** Its name, in the folder of the backup. */
    public static final String FILE = "backup";

    private static final int FORMAT = 1;
    private static final Pattern FIRST = Pattern.compile("mailgauge-backup ([0-9]{1,6})\n");
    private static final Pattern TEXT =
            Pattern.compile(
                    """
                    mailgauge-backup 1
                    made (\\S+)
                    host (\\S*)
                    version (\\S*)
                    messages ([0-9]{1,18})
                    files ([0-9]{1,18})
                    octets ([0-9]{1,18})
                    crc ([0-9a-f]{8})
                    """);

    byte[] text() {
        var body =
                "mailgauge-backup "
                        + FORMAT
                        + "\nmade "
                        + made
                        + "\nhost "
                        + host
                        + "\nversion "
                        + version
                        + "\nmessages "
                        + messages
                        + "\nfiles "
                        + files
                        + "\noctets "
                        + octets
                        + "\n";
        return (body + "crc " + crc(body) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String crc(String body) {
        var crc = new CRC32C();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }

    /**
     * That of a whole backup.
     *
     * @throws NotWholeException when there is none in that folder, or one that is not whole
     */
    public static Manifest of(Path folder) throws IOException {
        var file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new NotWholeException(
                    folder
                            + (Files.isDirectory(folder.resolve(Target.PARTIAL))
                                    ? " holds a backup that was not finished"
                                    : " holds no backup"));
        }
        var text = Files.readString(file);
        var first = FIRST.matcher(text);
        if (first.lookingAt()) {
            NewerFormatException.check(file.toString(), Integer.parseInt(first.group(1)), FORMAT);
        }
        var match = TEXT.matcher(text);
        if (match.matches()
                && crc(text.substring(0, text.indexOf("crc "))).equals(match.group(7))) {
            try {
                return new Manifest(
                        Instant.parse(match.group(1)),
                        match.group(2),
                        match.group(3),
                        Long.parseLong(match.group(4)),
                        Long.parseLong(match.group(5)),
                        Long.parseLong(match.group(6)));
            } catch (DateTimeException _) {
                // Said below.
            }
        }
        throw new NotWholeException(file + " is damaged: what the backup holds is not known");
    }
}

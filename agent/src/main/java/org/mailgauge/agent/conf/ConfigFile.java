package org.mailgauge.agent.conf;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The configuration file on disk. */
public final class ConfigFile {
    private static final Set<PosixFilePermission> TOO_MUCH =
            EnumSet.complementOf(
                    EnumSet.of(
                            PosixFilePermission.OWNER_READ,
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.OWNER_EXECUTE,
                            PosixFilePermission.GROUP_READ));

    private ConfigFile() {}

    /** What a file gave. */
    public sealed interface Loaded {
        /** Usable; {@code warnings} are for the operator. */
        record Good(AgentConfig config, List<Problem> warnings) implements Loaded {
            public Good {
                warnings = List.copyOf(warnings);
            }
        }

        record Bad(List<Problem> errors, List<Problem> warnings) implements Loaded {
            public Bad {
                errors = List.copyOf(errors);
                warnings = List.copyOf(warnings);
            }
        }

        /** There is no such file, or it can't be read. */
        record Unreadable(String why) implements Loaded {}
    }

    public static Loaded load(Path file) {
        String text;
        Set<PosixFilePermission> mode;
        try {
            text = Files.readString(file);
            mode = mode(file);
        } catch (CharacterCodingException _) {
            return new Loaded.Bad(
                    List.of(Problem.of(1, "", "octets that are no UTF-8", "UTF-8")), List.of());
        } catch (IOException e) {
            return new Loaded.Unreadable(reason(file, e));
        }
        var reading = ConfigReader.read(text, folder(file), Files::readString);
        var errors = new ArrayList<>(reading.errors());
        var warnings = new ArrayList<>(reading.warnings());
        var config = reading.config();
        if (config != null) {
            readers(config, mode, errors, warnings);
            TlsKeys.check(config.values(), folder(file), errors);
        }
        return config == null || !errors.isEmpty()
                ? new Loaded.Bad(errors, warnings)
                : new Loaded.Good(config, warnings);
    }

    private static String reason(Path file, IOException e) {
        if (!Files.exists(file)) {
            return "there is no file " + file;
        }
        return Files.isDirectory(file) ? file + " is a folder" : "cannot read " + file + ": " + e;
    }

    /** Where a relative data-dir starts: the file's folder, or the one above a folder "conf". */
    static Path folder(Path file) {
        var folder = orRoot(file.toAbsolutePath().normalize().getParent());
        var name = folder.getFileName();
        return name != null && name.toString().equals("conf") ? orRoot(folder.getParent()) : folder;
    }

    private static Path orRoot(@Nullable Path folder) {
        return folder == null ? Path.of("/") : folder;
    }

    private static Set<PosixFilePermission> mode(Path file) throws IOException {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? Files.getPosixFilePermissions(file)
                : Set.of();
    }

    /**
     * A file with passphrases that others can read is refused; one with a community is warned of.
     */
    private static void readers(
            AgentConfig config,
            Set<PosixFilePermission> mode,
            List<Problem> errors,
            List<Problem> warnings) {
        var beyond = EnumSet.copyOf(TOO_MUCH);
        beyond.retainAll(mode);
        if (beyond.isEmpty()) {
            return;
        }
        var found = "mode " + PosixFilePermissions.toString(mode) + " with ";
        var accepted = "at most rw-r----- (chmod 640)";
        if (!config.snmp().users().isEmpty()) {
            errors.add(Problem.of(1, "snmp.users", found + "passphrases", accepted));
        } else if (!config.sinks().webhooks().isEmpty()) {
            errors.add(Problem.of(1, "alarm-webhooks", found + "a secret", accepted));
        } else if (!config.snmp().communities().isEmpty()) {
            warnings.add(Problem.of(1, "snmp.communities", found + "a community", accepted));
        }
    }
}

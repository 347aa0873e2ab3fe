package org.mailgauge.host;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Free inodes by {@code statvfs(3)}, which the JDK does not offer. Only on 64-bit Linux, whose
 * structure has eleven 64-bit fields at its start; elsewhere unknown.
 */
final class FreeInodes {

    /** Larger than the structure on any Linux. */
    private static final long STRUCTURE = 512;

    private static final int FILES = 5;
    private static final int AVAILABLE = 7;

    private final Optional<MethodHandle> statvfs;

    FreeInodes() {
        this.statvfs = linked();
    }

    // Where native access is not enabled nothing is linked, so there is no warning to heed.
    @SuppressWarnings("restricted")
    private static Optional<MethodHandle> linked() {
        boolean fits =
                System.getProperty("os.name", "").equals("Linux")
                        && ValueLayout.ADDRESS.byteSize() == Long.BYTES;
        if (!fits || !FreeInodes.class.getModule().isNativeAccessEnabled()) {
            return Optional.empty();
        }
        var linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find("statvfs")
                .map(
                        function ->
                                linker.downcallHandle(
                                        function,
                                        FunctionDescriptor.of(
                                                ValueLayout.JAVA_INT,
                                                ValueLayout.ADDRESS,
                                                ValueLayout.ADDRESS)));
    }

    /** Inodes free for this user; empty where unknown, or where the file system has no limit. */
    OptionalLong of(Path path) {
        if (statvfs.isEmpty()) {
            return OptionalLong.empty();
        }
        try (var arena = Arena.ofConfined()) {
            var structure = arena.allocate(STRUCTURE, Long.BYTES);
            if (call(statvfs.get(), arena.allocateFrom(path.toString()), structure) != 0) {
                return OptionalLong.empty();
            }
            long files = structure.getAtIndex(ValueLayout.JAVA_LONG, FILES);
            return files == 0
                    ? OptionalLong.empty()
                    : OptionalLong.of(structure.getAtIndex(ValueLayout.JAVA_LONG, AVAILABLE));
        }
    }

    private static int call(MethodHandle statvfs, MemorySegment path, MemorySegment into) {
        try {
            return (int) statvfs.invokeExact(path, into);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}

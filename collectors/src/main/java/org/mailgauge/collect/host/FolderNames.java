package org.mailgauge.collect.host;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.machine.HostFiles.Names;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/**
 * Names in a folder as octets, without a Path or String for each: by {@code getdents64(2)}, on
 * 64-bit Linux with native access enabled, else by a {@code DirectoryStream}, which takes several
 * times as long. Safe for use by any platform thread.
 */
public final class FolderNames {
    /** O_RDONLY, with O_NONBLOCK so that a FIFO of that name does not hold us up, and O_CLOEXEC. */
    private static final int TO_READ = 0x800 | 0x80000;

    /** Octets of names that one call gives. */
    private static final int ROOM = 128 << 10;

    // struct linux_dirent64: inode, offset, length of the entry, type, name and a NUL.
    private static final int LENGTH_AT = 16;
    private static final int NAME_AT = 19;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());
    private static final @Nullable Calls CALLS = Calls.linked();

    private final @Nullable Calls calls;

    private FolderNames(@Nullable Calls calls) {
        this.calls = calls;
    }

    /** In the best way there is here. */
    public FolderNames() {
        this(CALLS);
    }

    /** In the way that works everywhere. */
    static FolderNames slow() {
        return new FolderNames(null);
    }

    /** Whether it is the fast way. */
    public boolean isFast() {
        return calls != null;
    }

    /** The system's calls, each with where errno goes as its first argument. */
    private record Calls(MethodHandle open, MethodHandle entries, MethodHandle close) {

        // Where native access is not enabled nothing is linked, so there is no warning to heed.
        @SuppressWarnings("restricted")
        static @Nullable Calls linked() {
            boolean fits =
                    System.getProperty("os.name", "").equals("Linux")
                            && ValueLayout.ADDRESS.byteSize() == Long.BYTES;
            if (!fits || !FolderNames.class.getModule().isNativeAccessEnabled()) {
                return null;
            }
            var number = ValueLayout.JAVA_INT;
            var address = ValueLayout.ADDRESS;
            var size = ValueLayout.JAVA_LONG;
            var lookup = Linker.nativeLinker().defaultLookup();
            // The wrapper of the C library is younger than the call: glibc 2.30, musl always.
            if (lookup.find("getdents64").isEmpty()) {
                return null;
            }
            return new Calls(
                    call("open", FunctionDescriptor.of(number, address, number)),
                    call("getdents64", FunctionDescriptor.of(size, number, address, size)),
                    call("close", FunctionDescriptor.of(number, number)));
        }

        @SuppressWarnings("restricted")
        private static MethodHandle call(String name, FunctionDescriptor shape) {
            var linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow(name),
                    shape,
                    Linker.Option.captureCallState("errno"));
        }
    }

    /**
     * Gives the names in a folder, in no order, without {@code .} and {@code ..}.
     *
     * @throws NoSuchFileException when there is none
     * @throws AccessDeniedException when a right is missing
     */
    public void list(String folder, Names into) throws IOException {
        if (calls == null) {
            listSlowly(folder, into);
        } else {
            list(calls, folder, into);
        }
    }

    private static void list(Calls calls, String folder, Names into) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            int descriptor =
                    (int) calls.open().invokeExact(state, arena.allocateFrom(folder), TO_READ);
            if (descriptor < 0) {
                throw failure(folder, state);
            }
            try {
                read(calls, folder, descriptor, arena, into);
            } finally {
                int _ = (int) calls.close().invokeExact(state, descriptor);
            }
        } catch (Throwable thrown) {
            throw known(thrown);
        }
    }

    private static void read(Calls calls, String folder, int descriptor, Arena arena, Names into)
            throws Throwable {
        var state = arena.allocate(STATE);
        var room = arena.allocate(ROOM, Long.BYTES);
        var copy = new byte[ROOM];
        while (true) {
            long length = (long) calls.entries().invokeExact(state, descriptor, room, (long) ROOM);
            if (length < 0) {
                throw failure(folder, state);
            }
            if (length == 0) {
                return;
            }
            MemorySegment.copy(room, ValueLayout.JAVA_BYTE, 0, copy, 0, (int) length);
            names(copy, (int) length, into);
        }
    }

    private static void names(byte[] entries, int end, Names into) {
        int at = 0;
        while (at < end) {
            int from = at + NAME_AT;
            int to = from;
            while (entries[to] != 0) {
                to++;
            }
            if (!isSelfOrParent(entries, from, to - from)) {
                into.name(entries, from, to - from);
            }
            at += length(entries, at + LENGTH_AT);
        }
    }

    private static boolean isSelfOrParent(byte[] entries, int from, int length) {
        return entries[from] == '.' && (length == 1 || (length == 2 && entries[from + 1] == '.'));
    }

    /** In the order of this machine. */
    private static int length(byte[] entries, int at) {
        return (short) SHORT.get(entries, at) & 0xFFFF;
    }

    private static void listSlowly(String folder, Names into) throws IOException {
        try (var entries = Files.newDirectoryStream(Path.of(folder))) {
            for (var entry : entries) {
                var name = entry.getFileName().toString().getBytes(StandardCharsets.UTF_8);
                into.name(name, 0, name.length);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static IOException failure(String folder, MemorySegment state) {
        int errno = (int) ERRNO.get(state, 0L);
        return switch (errno) {
            case 1, 13 -> new AccessDeniedException(folder);
            case 2 -> new NoSuchFileException(folder);
            case 20 -> new NotDirectoryException(folder);
            default -> new IOException(folder + ": error " + errno);
        };
    }

    private static IOException known(Throwable thrown) {
        return switch (thrown) {
            case IOException io -> io;
            case RuntimeException defect -> throw defect;
            case Error error -> throw error;
            default -> new IOException(thrown);
        };
    }
}

package org.mailgauge.agent.alarm.sink;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/**
 * Syslog over a Unix datagram socket such as {@code /dev/log}, which the JDK does not offer: by the
 * system's own calls, on 64-bit Linux only.
 */
final class LocalWire implements Syslog.Wire {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;

    /** MSG_DONTWAIT and MSG_NOSIGNAL: a receiver that is behind is an error and no wait. */
    private static final int AT_ONCE = 0x40 | 0x4000;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final @Nullable Calls CALLS = Calls.linked();

    private final Calls calls;
    private final String path;
    private final int descriptor;

    private LocalWire(Calls calls, String path, int descriptor) {
        this.calls = calls;
        this.path = path;
        this.descriptor = descriptor;
    }

    /** The system's calls, each with where errno goes as its first argument. */
    private record Calls(
            MethodHandle socket, MethodHandle connect, MethodHandle send, MethodHandle close) {

        // Where native access is not enabled nothing is linked, so there is no warning to heed.
        @SuppressWarnings("restricted")
        static @Nullable Calls linked() {
            boolean fits =
                    System.getProperty("os.name", "").equals("Linux")
                            && ValueLayout.ADDRESS.byteSize() == Long.BYTES;
            if (!fits || !LocalWire.class.getModule().isNativeAccessEnabled()) {
                return null;
            }
            var number = ValueLayout.JAVA_INT;
            var address = ValueLayout.ADDRESS;
            var size = ValueLayout.JAVA_LONG;
            return new Calls(
                    call("socket", FunctionDescriptor.of(number, number, number, number)),
                    call("connect", FunctionDescriptor.of(number, number, address, number)),
                    call("send", FunctionDescriptor.of(size, number, address, size, number)),
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
     * Connects to the socket.
     *
     * @param path at most 107 octets
     */
    static LocalWire to(String path) throws IOException {
        var calls = CALLS;
        if (calls == null) {
            throw new IOException(
                    "Unix datagram sockets need 64-bit Linux and --enable-native-access");
        }
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            int descriptor =
                    (int) calls.socket().invokeExact(state, AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
            if (descriptor < 0) {
                throw failure(path, "socket", state);
            }
            var wire = new LocalWire(calls, path, descriptor);
            wire.connect(arena, state);
            return wire;
        } catch (Throwable thrown) {
            throw known(thrown);
        }
    }

    private void connect(Arena arena, MemorySegment state) throws Throwable {
        var name = path.getBytes(StandardCharsets.UTF_8);
        var address = arena.allocate(2L + name.length + 1, Short.BYTES);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, 2, name.length);
        int result =
                (int)
                        calls.connect()
                                .invokeExact(state, descriptor, address, (int) address.byteSize());
        if (result != 0) {
            var failure = failure(path, "connect", state);
            close();
            throw failure;
        }
    }

    @Override
    public void send(byte[] message) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            var octets = arena.allocateFrom(ValueLayout.JAVA_BYTE, message);
            long sent =
                    (long)
                            calls.send()
                                    .invokeExact(
                                            state,
                                            descriptor,
                                            octets,
                                            (long) message.length,
                                            AT_ONCE);
            if (sent < 0) {
                throw failure(path, "send", state);
            }
        } catch (Throwable thrown) {
            throw known(thrown);
        }
    }

    private static IOException failure(String path, String call, MemorySegment state) {
        int errno = (int) ERRNO.get(state, 0L);
        var why =
                switch (errno) {
                    case 2 -> "there is no such socket";
                    case 11, 105 -> "the receiver does not keep up";
                    case 13 -> "permission denied";
                    case 90 -> "the message is too long";
                    case 91 -> "it is no datagram socket";
                    case 111 -> "nobody receives there";
                    default -> "error " + errno;
                };
        return new IOException(path + ": " + call + ": " + why);
    }

    private static IOException known(Throwable thrown) {
        return switch (thrown) {
            case IOException io -> io;
            case RuntimeException defect -> throw defect;
            case Error error -> throw error;
            default -> new IOException(thrown);
        };
    }

    @Override
    public void close() throws IOException {
        try (var arena = Arena.ofConfined()) {
            int _ = (int) calls.close().invokeExact(arena.allocate(STATE), descriptor);
        } catch (Throwable thrown) {
            throw known(thrown);
        }
    }
}

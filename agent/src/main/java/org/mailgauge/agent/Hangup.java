package org.mailgauge.agent;

import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Hears SIGHUP. */
final class Hangup {
    /*
     * The JDK's only way to hear a signal without ending is sun.misc.Signal, of the supported module
     * jdk.unsupported. The compiler warns of each mention of it and lets nobody silence that, so it is
     * found by name, here and nowhere else.
     */
    private static final String SIGNAL = "sun.misc.Signal";

    private Hangup() {}

    /**
     * Calls a task at each SIGHUP, which must not wait; the process goes on. Where SIGHUP is
     * ignored from the start, as by nohup, it stays so.
     */
    static void hear(Runnable task) {
        try {
            var lookup = MethodHandles.publicLookup();
            var signal = Class.forName(SIGNAL);
            var handler = Class.forName(SIGNAL + "Handler");
            var run =
                    lookup.findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
                            .bindTo(task);
            var ours =
                    MethodHandleProxies.asInterfaceInstance(
                            handler, MethodHandles.dropArguments(run, 0, signal));
            var named = MethodType.methodType(void.class, String.class);
            var hup = lookup.findConstructor(signal, named).invokeWithArguments("HUP");
            lookup.findStatic(signal, "handle", MethodType.methodType(handler, signal, handler))
                    .invokeWithArguments(hup, ours);
        } catch (Throwable none) {
            throw new IllegalStateException("SIGHUP cannot be heard", none);
        }
    }
}

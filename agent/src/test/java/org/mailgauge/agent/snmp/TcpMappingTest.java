package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mailgauge.sim.Await;
import org.snmp4j.smi.TcpAddress;
import org.snmp4j.transport.TransportStateEvent;
import org.snmp4j.util.DefaultThreadFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;

/** TCP is closed at the two moments at which its thread wants the lock of whoever closes. */
@Timeout(60)
class TcpMappingTest {
    private final CountDownLatch go = new CountDownLatch(1);

    /** Its thread stops where a connection has come, before it takes the lock for it. */
    private final class Held extends TcpMapping {
        private final CountDownLatch there = new CountDownLatch(1);
        private final boolean holds;

        Held(boolean holds) throws IOException {
            super(new TcpAddress(InetAddress.getLoopbackAddress(), 0), true);
            this.holds = holds;
        }

        @Override
        protected ServerThread newServerThread() throws IOException {
            return new Holding();
        }

        private final class Holding extends ServerThread {
            Holding() throws IOException {
                super();
            }

            @Override
            protected TcpAddress createIncomingAddress(SocketChannel from) throws IOException {
                there.countDown();
                if (holds) {
                    awaitGo();
                }
                return super.createIncomingAddress(from);
            }
        }
    }

    /** Whatever interrupts: who closes does. */
    private void awaitGo() {
        boolean interrupted = false;
        while (go.getCount() > 0) {
            try {
                go.await();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void letGo() {
        go.countDown();
    }

    private static Socket connect(TcpMapping to) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), to.getListenAddress().getPort());
    }

    private static Thread threadOf(TcpMapping mapping) {
        return ((DefaultThreadFactory.WorkerThread) mapping.getListenWorkerTask()).getThread();
    }

    @Test
    void whileAConnectionComes() throws Exception {
        var mapping = new Held(true);
        mapping.listen();
        var thread = threadOf(mapping);
        try (var _ = connect(mapping)) {
            mapping.there.await();
            var closing = new FutureTask<>(() -> close(mapping));
            var closer = Thread.ofPlatform().daemon().start(closing);
            Await.until("it waits for the thread", () -> isWaiting(closer));
            go.countDown();
            Await.until(
                    () -> "closed; meanwhile the thread is " + thread.getState(), closing::isDone);
            assertTrue(closing.get());
            assertEquals(Thread.State.TERMINATED, thread.getState());
        }
    }

    private static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.WAITING;
    }

    private static boolean close(TcpMapping mapping) throws IOException {
        mapping.close();
        return true;
    }

    /** The last connection goes when the thread has been told to end when there is none. */
    @Test
    void whileTheLastConnectionGoes() throws Exception {
        var mapping = new Held(false);
        mapping.listen();
        var thread = threadOf(mapping);
        try (var peer = connect(mapping)) {
            mapping.there.await();
            Await.until("it is known", () -> mapping.getSockets().size() == 1);
            mapping.addTransportStateListener(
                    event -> {
                        if (event.getNewState() == TransportStateEvent.STATE_CLOSED) {
                            leave(peer);
                            Await.until(() -> hasStopped(thread));
                        }
                    });
            var closing = new FutureTask<>(() -> close(mapping));
            Thread.ofPlatform().daemon().start(closing);
            Await.until(
                    () -> "closed; meanwhile the thread is " + thread.getState(), closing::isDone);
            assertTrue(closing.get());
        }
    }

    private static boolean hasStopped(Thread thread) {
        return thread.getState() == Thread.State.TERMINATED
                || thread.getState() == Thread.State.BLOCKED;
    }

    private static void leave(Socket peer) {
        try {
            peer.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

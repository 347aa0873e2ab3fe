package org.mailgauge.planted.smtp;

/** Each nested class knows something that a pure protocol must not know. */
@SuppressWarnings("all")
final class PureOffenders {

    static final class KnowsInternetAddresses {
        String offend(java.net.InetAddress address) {
            return address.toString();
        }
    }

    static final class KnowsPaths {
        String offend(java.nio.file.Path path) {
            return path.toString();
        }
    }

    static final class KnowsChannels {
        String offend(java.nio.channels.Channel channel) {
            return channel.toString();
        }
    }

    static final class Logs {
        String offend(org.slf4j.Logger logger) {
            return logger.toString();
        }
    }

    static final class LogsToSystem {
        String offend(System.Logger logger) {
            return logger.toString();
        }
    }

    static final class LogsToUtil {
        String offend(java.util.logging.Logger logger) {
            return logger.toString();
        }
    }

    static final class KnowsThreads {
        String offend(Thread thread) {
            return thread.toString();
        }
    }

    static final class KnowsThreadLocals {
        String offend(ThreadLocal<String> local) {
            return local.toString();
        }
    }

    static final class KnowsScopedValues {
        String offend(ScopedValue<String> value) {
            return value.toString();
        }
    }

    static final class KnowsClocks {
        String offend(java.time.Clock clock) {
            return clock.toString();
        }
    }

    static final class KnowsExecutors {
        String offend(java.util.concurrent.Executor executor) {
            return executor.toString();
        }
    }

    static final class ReadsStreams {
        String offend(java.io.InputStream in) {
            return in.toString();
        }
    }

    static final class WritesStreams {
        String offend(java.io.OutputStream out) {
            return out.toString();
        }
    }

    static final class KnowsFiles {
        String offend(java.io.File file) {
            return file.toString();
        }
    }

    static final class FailsOnInput {
        String offend(java.io.IOException failure) {
            return failure.toString();
        }
    }

    static final class KnowsTheQueue {
        String offend(org.mailgauge.planted.queue.Known queue) {
            return queue.toString();
        }
    }
}

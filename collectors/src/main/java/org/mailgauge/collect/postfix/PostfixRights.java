package org.mailgauge.collect.postfix;

import org.mailgauge.collect.machine.HostFiles;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/** What of an instance this process may read, and how the rest can be had. */
public final class PostfixRights {
    private static final List<String> QUEUES =
            List.of("maildrop", "incoming", "active", "deferred", "hold", "defer");

    private final HostFiles files;

    public PostfixRights(HostFiles files) {
        this.files = files;
    }

    /**
     * What was found.
     *
     * @param log where it logs: a path, or {@code journal}
     * @param readable in words
     * @param missing in words, each with what to do about it
     */
    public record Found(String log, List<String> readable, List<String> missing) {
        public Found {
            readable = List.copyOf(readable);
            missing = List.copyOf(missing);
        }
    }

    /** Looks at what is to be read of it. */
    public Found of(PostfixInstance instance) {
        var readable = new ArrayList<String>();
        var missing = new ArrayList<String>();
        queue(instance, readable, missing);
        var log = PostfixLogs.find(instance, files);
        log(log, readable, missing);
        return new Found(log, readable, missing);
    }

    private void queue(PostfixInstance instance, List<String> readable, List<String> missing) {
        var closed = new ArrayList<String>();
        for (var queue : QUEUES) {
            try {
                files.list(instance.queueFolder() + "/" + queue, _ -> {});
            } catch (AccessDeniedException denied) {
                closed.add(queue);
            } catch (IOException odd) {
                missing.add(
                        "queue " + instance.queueFolder() + "/" + queue + ": " + odd.getMessage());
            }
        }
        if (closed.isEmpty()) {
            readable.add("queue " + instance.queueFolder());
        } else {
            missing.add(
                    "queue "
                            + instance.queueFolder()
                            + " ("
                            + String.join(", ", closed)
                            + "): give the process CAP_DAC_READ_SEARCH, as"
                            + " conf/mailgauge-watch.service does; without it postqueue -j is asked"
                            + " every five minutes");
        }
    }

    private void log(String log, List<String> readable, List<String> missing) {
        if (log.equals(PostfixLogs.JOURNAL)) {
            readable.add("log by journalctl, as far as this account may read the journal");
            return;
        }
        try (var file = files.open(log)) {
            var _ = file.read(0, ByteBuffer.allocate(1));
            readable.add("log " + log);
        } catch (AccessDeniedException denied) {
            missing.add(
                    "log "
                            + log
                            + ": put the account into the file's group (adm on Debian), or give the"
                            + " process CAP_DAC_READ_SEARCH");
        } catch (NoSuchFileException none) {
            missing.add("log " + log + ": there is none yet; name it with watch[].log");
        } catch (IOException odd) {
            missing.add("log " + log + ": " + odd.getMessage());
        }
    }
}

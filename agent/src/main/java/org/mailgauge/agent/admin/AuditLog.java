package org.mailgauge.agent.admin;

import org.mailgauge.port.Disk;
import org.mailgauge.port.Disk.DiskFile;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What operators changed: JSON lines in the data directory, each forced before its change begins,
 * and once more when it is done. Bounded: a full file takes the place of the one before it. Safe
 * for use by any thread; {@code lock} keeps calls apart and is held over I/O.
 */
public final class AuditLog {
    static final String FILE = "audit.jsonl";
    static final String BEFORE = "audit.1.jsonl";
    private static final long MOST = 4 << 20;
    private static final JsonFactory JSON = new JsonFactory();

    private final Disk disk;
    private final Tasks tasks;
    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    private long next = -1; // number of the next entry; guarded by lock
    private long end; // octets of the file that are whole lines; guarded by lock

    public AuditLog(Disk disk, Tasks tasks, Time time) {
        this.disk = disk;
        this.tasks = tasks;
        this.time = time;
    }

    /**
     * Notes that a change begins.
     *
     * @param what its members beside number and time
     * @return its number
     */
    long begin(Consumer<JsonGenerator> what) throws IOException {
        return append("begun", -1, what);
    }

    /** Notes what became of a change. */
    void end(long begun, Consumer<JsonGenerator> what) throws IOException {
        append("ended", begun, what);
    }

    private long append(String phase, long of, Consumer<JsonGenerator> what) throws IOException {
        lock.lock();
        try {
            return tasks.io(
                    () -> {
                        open();
                        write(line(phase, of, what));
                        return next++;
                    });
        } finally {
            lock.unlock();
        }
    }

    private byte[] line(String phase, long of, Consumer<JsonGenerator> what) {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeNumberProperty("number", next);
            if (of >= 0) {
                json.writeNumberProperty("of", of);
            }
            json.writeStringProperty("phase", phase);
            json.writeStringProperty("at", time.wall().truncatedTo(ChronoUnit.MILLIS).toString());
            what.accept(json);
            json.writeEndObject();
        }
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Finds the number of the next entry, and where the last whole line ends. */
    private void open() throws IOException {
        if (next >= 0) {
            return;
        }
        long last = 0;
        for (var name : List.of(BEFORE, FILE)) {
            for (var line : lines(name)) {
                last = Math.max(last, tree(line).path("number").asLong(0));
            }
        }
        end = disk.exists(FILE) ? wholeLines(read(FILE)) : 0;
        next = last + 1;
    }

    private static int wholeLines(byte[] octets) {
        int at = octets.length;
        while (at > 0 && octets[at - 1] != '\n') {
            at--;
        }
        return at;
    }

    private void write(byte[] line) throws IOException {
        if (end > 0 && end + line.length > MOST) {
            disk.rename(FILE, BEFORE);
            end = 0;
        }
        boolean fresh = !disk.exists(FILE);
        try (var file = fresh ? disk.create(FILE) : disk.open(FILE)) {
            if (file.size() != end) {
                file.truncate(end); // a torn line of a process that was killed, or of a full disk
            }
            file.write(end, ByteBuffer.wrap(line));
            file.force();
        }
        if (fresh) {
            disk.forceFolder("");
        }
        end += line.length;
    }

    // --- reading

    /**
     * The last changes, the newest first: what was noted at begin and end in one; those that did
     * not end lack {@code ended}.
     */
    List<JsonNode> last(int limit) throws IOException {
        lock.lock();
        try {
            return tasks.io(() -> changes(limit));
        } finally {
            lock.unlock();
        }
    }

    private List<JsonNode> changes(int limit) throws IOException {
        var changes = new LinkedHashMap<Long, ObjectNode>();
        for (var name : List.of(BEFORE, FILE)) {
            for (var line : lines(name)) {
                if (tree(line) instanceof ObjectNode entry) {
                    merge(entry, changes);
                }
            }
        }
        var all = new ArrayList<JsonNode>(changes.values());
        return List.copyOf(all.subList(Math.max(0, all.size() - limit), all.size()).reversed());
    }

    private static void merge(ObjectNode entry, Map<Long, ObjectNode> changes) {
        var begun = entry.has("of") ? changes.get(entry.path("of").asLong()) : null;
        boolean isEnd = entry.path("phase").asString("").equals("ended");
        if (!isEnd) {
            entry.remove("phase");
            changes.put(entry.path("number").asLong(), entry);
        } else if (begun != null) {
            begun.set("ended", entry.path("at"));
            entry.remove(List.of("number", "of", "phase", "at"));
            begun.setAll(entry);
        }
    }

    private List<String> lines(String name) throws IOException {
        if (!disk.exists(name)) {
            return List.of();
        }
        var octets = read(name);
        return new String(octets, 0, wholeLines(octets), StandardCharsets.UTF_8).lines().toList();
    }

    /** The tree of a line; a missing node for one that is damaged. */
    private static JsonNode tree(String line) {
        try {
            return JsonMapper.shared().readTree(line);
        } catch (JacksonException _) {
            return JsonMapper.shared().missingNode();
        }
    }

    private byte[] read(String name) throws IOException {
        try (DiskFile file = disk.open(name)) {
            var buffer = ByteBuffer.allocate((int) Math.min(2 * MOST, file.size()));
            file.read(0, buffer);
            return java.util.Arrays.copyOf(buffer.array(), buffer.position());
        }
    }
}

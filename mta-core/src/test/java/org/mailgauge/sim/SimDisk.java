package org.mailgauge.sim;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Disk;
import org.mailgauge.port.DiskFullException;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A disk in memory which remembers what is durable. A write is durable after a force of its file, a
 * folder's entry after a force of the folder. {@link #crash} gives the disk after a power loss: of
 * what was not forced, each write survives whole, torn at 512 octets, or not at all, whatever
 * happened to those before it; each creation, renaming and deletion survives or not. {@link #kill}
 * gives the disk after the process was killed: all is there, but what was not forced may still be
 * lost later. Safe for use by any thread; one lock guards everything.
 */
public final class SimDisk implements Disk {

    /** Told of every call before it does anything; may throw to fail it or to end the process. */
    public interface Watch {
        /** Says how the call goes. */
        Fate before(Op op, String path);
    }

    public enum Op {
        CREATE,
        OPEN,
        LIST,
        MAKE_FOLDER,
        RENAME,
        DELETE,
        FORCE_FOLDER,
        READ,
        WRITE,
        FORCE,
        TRUNCATE
    }

    /** What becomes of a call. */
    public enum Fate {
        WELL,
        /** It fails and does nothing. */
        EIO,
        /** There is no space for it; a write may have been done in part. */
        ENOSPC,
        /** A write is done in part, then fails. */
        SHORT,
        /** A force fails; what it should have made durable of a file never becomes so. */
        LOST
    }

    private static final int SECTOR = 512;

    final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Node> entries;
    private final Map<String, Node> durable;

    /** Changes of folders since they were forced, in order. */
    private List<Change> changes = new ArrayList<>();

    private final Set<String> locks = new HashSet<>();
    private @Nullable Watch watch;
    private long capacity = Long.MAX_VALUE;
    private long inodes = Long.MAX_VALUE;
    private long used;
    private boolean dead;
    private boolean lies;
    private volatile boolean hidden;

    /**
     * A creation, renaming or deletion in a folder. {@code from} is empty when something is new.
     */
    private record Change(String folder, String from, String to, @Nullable Node node) {}

    /** An empty disk. */
    public SimDisk() {
        this(new TreeMap<>(), new TreeMap<>());
    }

    private SimDisk(Map<String, Node> entries, Map<String, Node> durable) {
        this.entries = entries;
        this.durable = durable;
    }

    /** From now on every call is told to {@code watch}. */
    public void watch(@Nullable Watch newWatch) {
        watch = newWatch;
    }

    /** From now on forces do nothing, and say that all is well: a disk that lies. */
    public void lie() {
        lies = true;
    }

    /** Bounds what the files hold together, and how many there may be. */
    public void bound(long octets, long files) {
        capacity = octets;
        inodes = files;
    }

    /** From now on nobody can tell how much is free, or can again. */
    public void hideSpace(boolean hide) {
        hidden = hide;
    }

    /** Octets that the files hold. */
    public long used() {
        return used;
    }

    /** Octets of memory that this simulation itself takes, what is not forced included. */
    public long held() {
        lock.lock();
        try {
            var nodes = new LinkedHashSet<>(entries.values());
            nodes.addAll(durable.values());
            return nodes.stream().mapToLong(Node::held).sum();
        } finally {
            lock.unlock();
        }
    }

    private Fate call(Op op, String path) throws IOException {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("file work on a virtual thread");
        }
        if (dead) {
            throw new IOException("the process that had this disk has ended");
        }
        var told = watch;
        var fate = told == null ? Fate.WELL : told.before(op, path);
        if (fate == Fate.EIO) {
            throw new IOException("simulated input/output error: " + op + " " + path);
        }
        if (fate == Fate.ENOSPC && op != Op.WRITE) {
            throw new DiskFullException("simulated: no space left: " + op + " " + path);
        }
        return fate;
    }

    private Node node(String path, boolean folder) throws IOException {
        var node = path.isEmpty() ? Node.ROOT : entries.get(path);
        if (node == null || node.folder != folder) {
            throw new FileNotFoundException(path);
        }
        return node;
    }

    private static String folderOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    @Override
    public boolean exists(String path) {
        lock.lock();
        try {
            return path.isEmpty() || entries.containsKey(path);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public DiskFile create(String path) throws IOException {
        lock.lock();
        try {
            call(Op.CREATE, path);
            node(folderOf(path), true);
            if (entries.containsKey(path)) {
                throw new FileAlreadyExistsException(path);
            }
            var node = new Node(false);
            add(path, node);
            return new SimFile(this, path, node);
        } finally {
            lock.unlock();
        }
    }

    private void add(String path, Node node) throws IOException {
        if (entries.size() >= inodes) {
            throw new DiskFullException("simulated: no inode left for " + path);
        }
        entries.put(path, node);
        changes.add(new Change(folderOf(path), "", path, node));
    }

    @Override
    public DiskFile open(String path) throws IOException {
        lock.lock();
        try {
            call(Op.OPEN, path);
            return new SimFile(this, path, node(path, false));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<String> list(String folder) throws IOException {
        lock.lock();
        try {
            call(Op.LIST, folder);
            node(folder, true);
            return entries.keySet().stream()
                    .filter(path -> folderOf(path).equals(folder))
                    .map(path -> path.substring(path.lastIndexOf('/') + 1))
                    .sorted()
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void makeFolder(String folder) throws IOException {
        lock.lock();
        try {
            call(Op.MAKE_FOLDER, folder);
            for (int slash = 0; slash >= 0; ) {
                slash = folder.indexOf('/', slash + 1);
                var part = slash < 0 ? folder : folder.substring(0, slash);
                if (!part.isEmpty() && !entries.containsKey(part)) {
                    add(part, new Node(true));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        lock.lock();
        try {
            call(Op.RENAME, from);
            var node = node(from, false);
            node(folderOf(to), true);
            var replaced = entries.put(to, node);
            entries.remove(from);
            if (replaced != null) {
                used -= replaced.size;
            }
            changes.add(new Change(folderOf(to), from, to, node));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void delete(String path) throws IOException {
        lock.lock();
        try {
            call(Op.DELETE, path);
            var node = node(path, false);
            entries.remove(path);
            used -= node.size;
            changes.add(new Change(folderOf(path), path, "", null));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void forceFolder(String folder) throws IOException {
        lock.lock();
        try {
            var fate = call(Op.FORCE_FOLDER, folder);
            node(folder, true);
            var rest = new ArrayList<Change>();
            for (var change : changes) {
                if (change.folder.equals(folder) && fate == Fate.WELL) {
                    apply(change);
                } else {
                    rest.add(change);
                }
            }
            changes = rest;
            if (fate != Fate.WELL) {
                throw new IOException("simulated: the force of a folder failed: " + folder);
            }
        } finally {
            lock.unlock();
        }
    }

    private void apply(Change change) {
        if (!change.from.isEmpty()) {
            durable.remove(change.from);
        }
        if (change.node != null) {
            durable.put(change.to, change.node);
        }
    }

    @Override
    public OptionalLong freeOctets() throws IOException {
        if (hidden) {
            throw new IOException("simulated: how much is free cannot be told");
        }
        return OptionalLong.of(capacity - used);
    }

    @Override
    public OptionalLong freeInodes() {
        return OptionalLong.of(inodes - entries.size());
    }

    @Override
    public Optional<Closeable> lock(String path) {
        lock.lock();
        try {
            return locks.add(path) ? Optional.of(() -> unlock(path)) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private void unlock(String path) {
        lock.lock();
        try {
            locks.remove(path);
        } finally {
            lock.unlock();
        }
    }

    int read(SimFile file, long position, ByteBuffer into) throws IOException {
        lock.lock();
        try {
            call(Op.READ, file.path());
            return file.node().read(position, into);
        } finally {
            lock.unlock();
        }
    }

    void write(SimFile file, long position, ByteBuffer from) throws IOException {
        lock.lock();
        try {
            var fate = call(Op.WRITE, file.path());
            var node = file.node();
            int length = from.remaining();
            long room = Math.max(0, node.size - position) + Math.max(0, capacity - used);
            int part = fate == Fate.WELL ? length : length / 2;
            boolean full = fate == Fate.ENOSPC || part > room;
            part = (int) Math.min(part, Math.max(0, room));
            var data = new byte[part];
            from.get(data);
            long before = node.size;
            node.write(position, data);
            used += node.size - before;
            if (full) {
                throw new DiskFullException("simulated: no space left for " + file.path());
            }
            if (fate != Fate.WELL) {
                throw new IOException("simulated: a short write to " + file.path());
            }
        } finally {
            lock.unlock();
        }
    }

    void force(SimFile file) throws IOException {
        lock.lock();
        try {
            var fate = call(Op.FORCE, file.path());
            if (fate == Fate.LOST || fate == Fate.SHORT) {
                file.node().lose();
                throw new IOException("simulated: the force failed: " + file.path());
            }
            if (!lies) {
                file.node().force();
            }
        } finally {
            lock.unlock();
        }
    }

    long size(SimFile file) {
        lock.lock();
        try {
            return file.node().size;
        } finally {
            lock.unlock();
        }
    }

    void truncate(SimFile file, long size) throws IOException {
        lock.lock();
        try {
            call(Op.TRUNCATE, file.path());
            used -= Math.max(0, file.node().size - size);
            file.node().truncate(size);
        } finally {
            lock.unlock();
        }
    }

    /** The disk after a power loss; this one can't be used any more. */
    public SimDisk crash(long seed) {
        lock.lock();
        try {
            dead = true;
            var random = new SplittableRandom(seed);
            int survive = random.nextInt(0, 101);
            for (var change : changes) {
                if (random.nextInt(100) < survive) {
                    apply(change);
                }
            }
            durable.keySet().removeIf(path -> !reachable(path));
            for (var node : new LinkedHashSet<>(durable.values())) {
                node.crash(random, survive);
            }
            return successor(new TreeMap<>(durable), new TreeMap<>(durable), List.of());
        } finally {
            lock.unlock();
        }
    }

    private boolean reachable(String path) {
        var folder = folderOf(path);
        return folder.isEmpty() || (durable.containsKey(folder) && reachable(folder));
    }

    /** The disk after the process was killed; this one can't be used any more. */
    public SimDisk kill() {
        lock.lock();
        try {
            dead = true;
            return successor(entries, durable, changes);
        } finally {
            lock.unlock();
        }
    }

    private SimDisk successor(
            Map<String, Node> nowEntries, Map<String, Node> nowDurable, List<Change> pending) {
        var next = new SimDisk(nowEntries, nowDurable);
        next.changes = new ArrayList<>(pending);
        next.capacity = capacity;
        next.inodes = inodes;
        next.lies = lies;
        next.used = nowEntries.values().stream().mapToLong(node -> node.size).sum();
        return next;
    }

    /** A copy of what the files hold now, all of it durable. */
    public SimDisk copy() {
        lock.lock();
        try {
            var copies = new TreeMap<String, Node>();
            entries.forEach((path, node) -> copies.put(path, node.copy()));
            return successor(copies, new TreeMap<>(copies), List.of());
        } finally {
            lock.unlock();
        }
    }

    /** The paths of all files. */
    public List<String> files() {
        lock.lock();
        try {
            return entries.entrySet().stream()
                    .filter(entry -> !entry.getValue().folder)
                    .map(Map.Entry::getKey)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** What a file holds. */
    public byte[] content(String path) {
        lock.lock();
        try {
            var node = entries.get(path);
            if (node == null) {
                throw new IllegalArgumentException(path);
            }
            return node.content();
        } finally {
            lock.unlock();
        }
    }

    /** Puts a file with that content, durably, in place of what was there. */
    public void put(String path, byte[] content) {
        lock.lock();
        try {
            var node = new Node(false);
            node.write(0, content);
            node.force();
            entries.put(path, node);
            durable.put(path, node);
        } finally {
            lock.unlock();
        }
    }

    /** From now on sectors of a file cannot be read, each until something is written to it. */
    public void spoil(String path, long from, long to) throws IOException {
        lock.lock();
        try {
            node(path, false).bad.set((int) (from / SECTOR), (int) ((to + SECTOR - 1) / SECTOR));
        } finally {
            lock.unlock();
        }
    }

    /** A file or folder. */
    static final class Node {
        private static final Node ROOT = new Node(true);
        private static final byte[] NOTHING = new byte[0];

        private record Write(long position, byte[] data) {}

        private final boolean folder;
        private byte[] now = NOTHING;
        private int size;
        private byte[] forced = NOTHING;
        private int forcedSize;
        private List<Write> unforced = new ArrayList<>();

        /** Sectors that cannot be read. */
        private final BitSet bad = new BitSet();

        private Node(boolean folder) {
            this.folder = folder;
        }

        private int read(long position, ByteBuffer into) throws IOException {
            int part = Math.clamp(size - position, 0, into.remaining());
            int next = bad.nextSetBit((int) (position / SECTOR));
            if (part > 0 && next >= 0 && (long) next * SECTOR < position + part) {
                throw new IOException("simulated input/output error: sector " + next);
            }
            if (part > 0) {
                into.put(now, (int) position, part);
            }
            return part;
        }

        private void write(long position, byte[] data) {
            unforced.add(new Write(position, data));
            int end = (int) position + data.length;
            bad.clear((int) (position / SECTOR), (end + SECTOR - 1) / SECTOR);
            now = room(now, end);
            System.arraycopy(data, 0, now, (int) position, data.length);
            size = Math.max(size, end);
        }

        private static byte[] room(byte[] array, int size) {
            if (size <= array.length) {
                return array;
            }
            return java.util.Arrays.copyOf(array, Math.max(size, array.length * 3 / 2));
        }

        private void force() {
            for (var write : unforced) {
                survive(write, 0, write.data.length);
            }
            unforced.clear();
            forcedSize = size;
            forced = room(forced, size);
        }

        private void survive(Write write, int from, int to) {
            int start = (int) write.position + from;
            int end = (int) write.position + to;
            forced = room(forced, end);
            System.arraycopy(write.data, from, forced, start, to - from);
            forcedSize = Math.max(forcedSize, end);
        }

        /** As Linux does after a failed write-back: readable for now, never written again. */
        private void lose() {
            unforced.clear();
        }

        private void truncate(long to) {
            size = (int) Math.min(size, to);
            java.util.Arrays.fill(now, size, now.length, (byte) 0);
            unforced = new ArrayList<>();
            forced = java.util.Arrays.copyOf(now, size);
            forcedSize = size;
        }

        private void crash(SplittableRandom random, int survive) {
            for (var write : unforced) {
                if (random.nextInt(100) < survive) {
                    survive(write, 0, write.data.length);
                } else if (random.nextInt(4) == 0) {
                    tear(write, random);
                }
            }
            unforced = new ArrayList<>();
            size = forcedSize;
            now = java.util.Arrays.copyOf(forced, Math.max(forcedSize, forced.length));
        }

        private void tear(Write write, SplittableRandom random) {
            int likely = random.nextInt(1, 100);
            int length = write.data.length;
            int from = 0;
            while (from < length) {
                int to = (int) Math.min(length, from + SECTOR - (write.position + from) % SECTOR);
                if (random.nextInt(100) < likely) {
                    survive(write, from, to);
                }
                from = to;
            }
        }

        private long held() {
            return (long) now.length
                    + forced.length
                    + unforced.stream().mapToLong(write -> write.data.length).sum();
        }

        private byte[] content() {
            return java.util.Arrays.copyOf(now, size);
        }

        private Node copy() {
            var copy = new Node(folder);
            copy.now = content();
            copy.size = size;
            copy.forced = content();
            copy.forcedSize = size;
            copy.bad.or(bad);
            return copy;
        }
    }
}

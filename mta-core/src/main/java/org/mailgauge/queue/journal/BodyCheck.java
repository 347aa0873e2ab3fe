package org.mailgauge.queue.journal;

import org.mailgauge.disk.Holes;
import org.mailgauge.disk.NewerFormatException;
import org.mailgauge.disk.PatchyFile;
import org.mailgauge.disk.Region;
import org.mailgauge.disk.Sums;
import org.mailgauge.port.Disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Reads one body file whole. */
final class BodyCheck {

    /** The first thing that is wrong; at least one octet. */
    record Flaw(long offset, long length, String what) {}

    private final Disk disk;
    private final String path;
    private final BodyName name;

    BodyCheck(Disk disk, String folder, BodyName name) {
        this.disk = disk;
        this.path = folder + "/" + name;
        this.name = name;
    }

    /**
     * Checks it.
     *
     * @param octets of its content
     * @param sum of the whole content, as its reference tells
     * @throws NewerFormatException when a newer program wrote it
     */
    Optional<Flaw> run(long octets, int sum) throws IOException {
        if (!disk.exists(path)) {
            return Optional.of(new Flaw(0, 1, "body file is missing"));
        }
        try (var file = disk.open(path)) {
            return run(Folders.patchy(file, disk, path), octets, sum);
        }
    }

    private Optional<Flaw> run(PatchyFile file, long octets, int sum) throws IOException {
        long wanted = Format.BODY_HEADER + Region.octets(octets);
        long size = file.size();
        if (size != wanted) {
            long from = Math.min(size, wanted);
            return Optional.of(
                    new Flaw(from, Math.abs(size - wanted), "body file has the wrong size"));
        }
        var header = ByteBuffer.allocate(Format.BODY_HEADER);
        file.read(0, header);
        header.flip();
        if (file.holes().overlap(0, Format.BODY_HEADER)) {
            return unreadable(file, octets);
        }
        Bodies.refuseNewer(path, header);
        if (!Bodies.begins(name, header)) {
            return Optional.of(new Flaw(0, Format.BODY_HEADER, "wrong body file header"));
        }
        return chunks(file, octets, sum);
    }

    private Optional<Flaw> chunks(PatchyFile file, long octets, int sum) throws IOException {
        var whole = new CRC32C();
        var chunk = ByteBuffer.allocate(Region.CHUNK + 4);
        long at = Format.BODY_HEADER;
        int index = 0;
        for (long done = 0; done < octets; done += Region.CHUNK) {
            int part = (int) Math.min(Region.CHUNK, octets - done);
            chunk.clear().limit(part + 4);
            file.read(at, chunk);
            if (file.holes().overlap(at, at + part + 4)) {
                return unreadable(file, octets);
            }
            if (Sums.chunkSum(name.random(), name.counter(), index, chunk, 0, part)
                    != chunk.getInt(part)) {
                return Optional.of(new Flaw(at, part + 4L, "wrong content of a body file"));
            }
            Sums.sum(whole, chunk, 0, part);
            at += part + 4L;
            index++;
        }
        return (int) whole.getValue() == sum
                ? Optional.empty()
                : Optional.of(
                        new Flaw(0, Math.max(1, octets), "body file is not the one referred to"));
    }

    /** The first hole, whole: what follows is read as far as nothing can be read. */
    private static Optional<Flaw> unreadable(PatchyFile file, long octets) throws IOException {
        long size = Format.BODY_HEADER + Region.octets(octets);
        var sector = ByteBuffer.allocate(Format.SECTOR);
        var hole = file.holes().within(0, size).getFirst();
        for (long to = 0; to < hole.to() && hole.to() < size; ) {
            to = hole.to();
            file.read(to, sector.clear());
            hole = file.holes().within(0, size).getFirst();
        }
        return Optional.of(new Flaw(hole.from(), hole.length(), Holes.UNREADABLE));
    }
}

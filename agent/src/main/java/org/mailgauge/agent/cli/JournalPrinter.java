package org.mailgauge.agent.cli;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.ReversePath;
import org.mailgauge.agent.conf.Text;
import org.mailgauge.queue.Envelope;
import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.StoredRecords;
import org.mailgauge.queue.journal.DamagedException;
import org.mailgauge.queue.journal.JournalDump;
import org.mailgauge.queue.journal.JournalListener.Damage;

import tools.jackson.core.JsonGenerator;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Prints the records of a journal, one a line, and writes one message to a file. */
final class JournalPrinter implements JournalDump.Visitor {
    private static final int WIDEST = 2000;

    private static final int PIECE = 64 << 10;

    private final StoredRecords records = new StoredRecords();
    private final PrintWriter out;
    private final boolean json;
    private final boolean content;
    private final @Nullable QueueId only;
    private final @Nullable Path eml;
    private JournalDump.@Nullable Entry last;
    private boolean found;
    private boolean damage;

    JournalPrinter(
            PrintWriter out,
            boolean json,
            boolean content,
            @Nullable QueueId only,
            @Nullable Path eml) {
        this.out = out;
        this.json = json;
        this.content = content;
        this.only = only;
        this.eml = eml;
    }

    /** Whether a record of the message was there. */
    boolean found() {
        return found;
    }

    /** Whether something was wrong. */
    boolean damage() {
        return damage;
    }

    @Override
    public void segment(JournalDump.Opened segment) {
        if (only != null) {
            return;
        }
        if (json) {
            JsonText.print(out, to -> segment(segment, to));
        } else {
            out.println(
                    "segment "
                            + segment.file()
                            + " epoch="
                            + segment.epoch()
                            + " previous="
                            + segment.previousEpoch()
                            + " tail="
                            + segment.tail()
                            + " end="
                            + segment.end()
                            + (segment.footed() ? " footed" : ""));
        }
    }

    private static void segment(JournalDump.Opened segment, JsonGenerator to) {
        to.writeStartObject();
        to.writeStringProperty("segment", segment.file());
        to.writeNumberProperty("epoch", segment.epoch());
        to.writeNumberProperty("previous", segment.previousEpoch());
        to.writeNumberProperty("tail", segment.tail());
        to.writeNumberProperty("end", segment.end());
        to.writeBooleanProperty("footed", segment.footed());
        to.writeEndObject();
    }

    @Override
    public void record(JournalDump.Entry entry) throws IOException {
        if (only != null && !entry.id().filter(only::equals).isPresent()) {
            return;
        }
        found = true;
        last = entry.carriesMessage() ? entry : last;
        if (eml == null) {
            print(entry);
        }
    }

    private void print(JournalDump.Entry entry) throws IOException {
        var body = entry.bodyFile().orElse(null);
        if (json) {
            long right = withContent(entry) ? right(entry) : 0;
            JsonText.stream(out, to -> record(entry, body, right, to));
            return;
        }
        var line = new StringBuilder();
        line.append(entry.offset()).append(' ').append(entry.type());
        entry.id().ifPresent(id -> line.append(' ').append(id));
        if (entry.carriesMessage()) {
            line.append(" order=").append(entry.order()).append(" octets=").append(entry.octets());
            line.append(body == null ? "" : " body=" + body);
            records.envelope(entry.first()).ifPresent(envelope -> envelope(envelope, line));
        }
        entry.numbers()
                .ifPresent(two -> line.append(' ').append(two[0]).append(' ').append(two[1]));
        states(entry).forEach(state -> line.append("; ").append(state));
        out.println(Text.printable(line.toString(), WIDEST));
        if (withContent(entry)) {
            lines(entry);
        }
    }

    private boolean withContent(JournalDump.Entry entry) {
        return content && entry.carriesMessage();
    }

    /** Prints the content as far as it is right, each line as far as it is not too long. */
    private void lines(JournalDump.Entry entry) throws IOException {
        var line = new StringBuilder();
        try (var from = new BufferedInputStream(entry.content(Long.MAX_VALUE), PIECE)) {
            for (int octet = from.read(); octet >= 0; octet = from.read()) {
                if (octet == '\n') {
                    line(line);
                } else if (line.length() <= WIDEST) {
                    line.append((char) octet);
                }
            }
        } catch (DamagedException e) {
            complain(entry, e);
        }
        if (!line.isEmpty()) {
            line(line);
        }
    }

    private void line(StringBuilder line) {
        int last = line.length() - 1;
        if (last >= 0 && line.charAt(last) == '\r') {
            line.setLength(last);
        }
        out.println("  | " + Text.printable(line.toString(), WIDEST));
        line.setLength(0);
    }

    /** How many octets of the content are right, from its beginning; complains of the next. */
    private long right(JournalDump.Entry entry) throws IOException {
        var piece = new byte[PIECE];
        long right = 0;
        try (var from = entry.content(Long.MAX_VALUE)) {
            for (int got = from.read(piece); got >= 0; got = from.read(piece)) {
                right += got;
            }
        } catch (DamagedException e) {
            complain(entry, e);
        }
        return right;
    }

    private void complain(JournalDump.Entry entry, IOException why) {
        damaged(
                new Damage(
                        entry.file(),
                        0,
                        entry.offset(),
                        Math.max(1, entry.octets()),
                        "content cannot be read: " + why.getMessage(),
                        entry.id()));
    }

    private static void envelope(Envelope envelope, StringBuilder line) {
        line.append(" from=<").append(path(envelope)).append('>');
        line.append(" arrived=").append(envelope.arrived());
        for (var recipient : envelope.recipients()) {
            if (line.length() > WIDEST) {
                return;
            }
            line.append(" to=<").append(recipient.mailbox()).append('>');
        }
    }

    private static String path(Envelope envelope) {
        return switch (envelope.reversePath()) {
            case ReversePath.Null _ -> "";
            case ReversePath.Sender(var mailbox) -> mailbox.toString();
        };
    }

    private List<String> states(JournalDump.Entry entry) {
        var all = new ArrayList<String>();
        if (entry.type().equals("change")) {
            all.addAll(records.states(entry.first()));
        } else if (entry.type().equals("survivor")) {
            all.addAll(records.states(entry.second()));
        }
        return all;
    }

    private void record(
            JournalDump.Entry entry, @Nullable String body, long right, JsonGenerator to) {
        to.writeStartObject();
        to.writeStringProperty("record", entry.type());
        to.writeStringProperty("file", entry.file());
        to.writeNumberProperty("offset", entry.offset());
        entry.id().ifPresent(id -> to.writeStringProperty("id", id.toString()));
        if (entry.carriesMessage()) {
            to.writeNumberProperty("order", entry.order());
            to.writeNumberProperty("octets", entry.octets());
            if (body != null) {
                to.writeStringProperty("body_file", body);
            }
            records.envelope(entry.first()).ifPresent(envelope -> envelope(envelope, to));
        }
        if (entry.numbers().isPresent()) {
            to.writeArrayPropertyStart("numbers");
            for (long number : entry.numbers().get()) {
                to.writeNumber(number);
            }
            to.writeEndArray();
        }
        to.writeArrayPropertyStart("states");
        states(entry).forEach(to::writeString);
        to.writeEndArray();
        if (withContent(entry)) {
            to.writeName("content");
            content(entry, right, to);
        }
        to.writeEndObject();
    }

    private static void content(JournalDump.Entry entry, long right, JsonGenerator to) {
        if (right == 0) {
            to.writeBinary(new byte[0]);
            return;
        }
        try (var from = entry.content(right)) {
            int _ = to.writeBinary(from, -1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void envelope(Envelope envelope, JsonGenerator to) {
        to.writeStringProperty("reverse_path", path(envelope));
        to.writeStringProperty("arrived", envelope.arrived().toString());
        to.writeStringProperty("inbound", envelope.inbound());
        to.writeStringProperty("client", envelope.client());
        to.writeArrayPropertyStart("recipients");
        envelope.recipients().forEach(each -> to.writeString(each.mailbox().toString()));
        to.writeEndArray();
    }

    @Override
    public void damaged(Damage found) {
        damage = true;
        if (json) {
            JsonText.print(out, to -> JournalCommand.damage(found, to));
        } else {
            out.println(JournalCommand.line(found));
        }
    }

    @Override
    public void end() throws IOException {
        if (eml != null && last != null) {
            write(last, eml);
        }
    }

    /** The file is there when all of the message is in it, and not before. */
    private void write(JournalDump.Entry entry, Path file) throws IOException {
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        var mode =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var folder = file.toAbsolutePath().resolveSibling("");
        var unfinished = Files.createTempFile(folder, ".mailgauge-", ".tmp", mode);
        try {
            fill(entry, unfinished);
            Files.move(unfinished, file);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        out.println("message " + entry.id().map(QueueId::toString).orElse("") + " is in " + file);
    }

    private void fill(JournalDump.Entry entry, Path file) throws IOException {
        try (var to = new BufferedOutputStream(Files.newOutputStream(file));
                var from = entry.content(Long.MAX_VALUE)) {
            var envelope = records.envelope(entry.first());
            if (envelope.isPresent()) {
                header(to, "Return-Path: <" + path(envelope.get()) + ">");
                for (var recipient : envelope.get().recipients()) {
                    header(to, "X-Original-To: " + recipient.mailbox());
                }
            }
            from.transferTo(to);
        }
    }

    private static void header(OutputStream to, String line) throws IOException {
        to.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }
}

package org.mailgauge.agent.cli;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.ReversePath;
import org.mailgauge.agent.conf.Text;
import org.mailgauge.queue.Envelope;
import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.StoredRecords;
import org.mailgauge.queue.journal.JournalDump;
import org.mailgauge.queue.journal.JournalListener.Damage;

import tools.jackson.core.JsonGenerator;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Prints the records of a journal, one a line, and writes one message to a file. */
final class JournalPrinter implements JournalDump.Visitor {
    private static final int WIDEST = 2000;

    /** Longer contents are not printed; {@code --eml} has no such bound. */
    private static final int LONGEST = 8 << 20;

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
        var text = content && entry.carriesMessage() ? content(entry) : new byte[0];
        if (json) {
            JsonText.print(out, to -> record(entry, body, text, to));
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
        if (text.length > 0) {
            new String(text, StandardCharsets.ISO_8859_1)
                    .lines()
                    .forEach(each -> out.println("  | " + Text.printable(each, WIDEST)));
        }
    }

    /** The content as far as it is right, when it is not too long. */
    private byte[] content(JournalDump.Entry entry) {
        var octets = new ByteArrayOutputStream();
        try {
            if (entry.octets() <= LONGEST) {
                entry.content(octets);
            }
        } catch (IOException e) {
            damage = true;
            complain(entry, e);
        }
        return octets.toByteArray();
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
            JournalDump.Entry entry, @Nullable String body, byte[] text, JsonGenerator to) {
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
        if (content && entry.carriesMessage()) {
            to.writeName("content");
            to.writeBinary(text);
        }
        to.writeEndObject();
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

    private void write(JournalDump.Entry entry, Path file) throws IOException {
        var mode =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Files.createFile(file, mode);
        try (var to =
                new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.WRITE))) {
            var envelope = records.envelope(entry.first());
            if (envelope.isPresent()) {
                header(to, "Return-Path: <" + path(envelope.get()) + ">");
                for (var recipient : envelope.get().recipients()) {
                    header(to, "X-Original-To: " + recipient.mailbox());
                }
            }
            entry.content(to);
        }
        out.println("message " + entry.id().map(QueueId::toString).orElse("") + " is in " + file);
    }

    private static void header(OutputStream to, String line) throws IOException {
        to.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }
}

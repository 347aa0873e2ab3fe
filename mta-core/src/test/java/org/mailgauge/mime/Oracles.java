package org.mailgauge.mime;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.ParseException;

import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/** Structures as we, mime4j and Angus find them, in one form. */
final class Oracles {
    private static final Session SESSION = Session.getInstance(new Properties());
    private static final int DEEPEST = 20;

    private Oracles() {}

    /**
     * An entity.
     *
     * @param body of a leaf: its octets, a character each
     * @param part what it was made of, if it is ours
     */
    record Shape(String kind, String type, String body, List<Shape> children, @Nullable Part part) {
        @Override
        public String toString() {
            return kind.equals("leaf")
                    ? type + " '" + body.replace("\r", "\\r").replace("\n", "\\n") + "'"
                    : type + children;
        }
    }

    static Shape ours(Part part, byte[] content) {
        var children = part.children().stream().map(child -> ours(child, content)).toList();
        var kind = part.kind().name().toLowerCase(Locale.ROOT);
        var body = part.kind() == Part.Kind.LEAF ? Trees.body(part, content) : "";
        return new Shape(kind, part.type().toString(), body, children, part);
    }

    private static final class Building {
        String kind = "leaf";
        String type = "";
        String body = "";
        final List<Shape> children = new ArrayList<>();

        Shape shape() {
            return new Shape(kind, type, body, List.copyOf(children), null);
        }
    }

    static Shape mime4j(byte[] content) {
        var config =
                MimeConfig.custom()
                        .setMaxLineLen(-1)
                        .setMaxHeaderCount(-1)
                        .setMaxHeaderLen(-1)
                        .setMaxContentLen(-1)
                        .build();
        var tokens = new MimeTokenStream(config);
        tokens.parse(new ByteArrayInputStream(content));
        Deque<Building> open = new ArrayDeque<>();
        var root = new Building();
        open.push(root);
        try {
            for (var state = tokens.getState();
                    state != EntityState.T_END_OF_STREAM;
                    state = tokens.next()) {
                take(state, tokens, open);
            }
        } catch (IOException | MimeException failed) {
            throw new IllegalStateException(failed);
        }
        return root.children.getFirst();
    }

    private static void take(EntityState state, MimeTokenStream tokens, Deque<Building> open)
            throws IOException {
        switch (state) {
            case T_START_MESSAGE -> {
                if (open.size() > 1) {
                    open.element().kind = "message";
                    open.element().type = "message/rfc822";
                }
                open.push(new Building());
            }
            case T_START_BODYPART -> open.push(new Building());
            case T_END_MESSAGE, T_END_BODYPART -> {
                var shape = open.pop().shape();
                open.element().children.add(shape);
            }
            case T_START_MULTIPART -> {
                open.element().kind = "multipart";
                open.element().type = tokens.getBodyDescriptor().getMimeType();
            }
            case T_BODY -> {
                open.element().type = tokens.getBodyDescriptor().getMimeType();
                open.element().body = text(tokens.getInputStream());
            }
            default -> {}
        }
    }

    private static String text(InputStream octets) throws IOException {
        return new String(octets.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** What Angus finds; where it throws instead, a leaf of type {@code failed/}. */
    static Shape angus(byte[] content) {
        try {
            var message = new MimeMessage(SESSION, new ByteArrayInputStream(content));
            return angus(message, message.getRawInputStream(), "text/plain", 0);
        } catch (MessagingException | IOException | RuntimeException failed) {
            return failed(failed);
        }
    }

    private static Shape failed(Exception failed) {
        return new Shape("leaf", "failed/" + failed, "", List.of(), null);
    }

    private static Shape angus(MimePart part, InputStream raw, String otherwise, int depth)
            throws IOException {
        var type = otherwise;
        try {
            type = type(part, otherwise);
            if (depth < DEEPEST && type.startsWith("multipart/")) {
                return new Shape("multipart", type, "", parts(part, type, depth), null);
            }
            if (type.equals("message/rfc822") && identity(part)) {
                var body = raw.readAllBytes();
                var nested = new MimeMessage(SESSION, new ByteArrayInputStream(body));
                var inner = angus(nested, nested.getRawInputStream(), "text/plain", depth + 1);
                return new Shape("message", type, "", List.of(inner), null);
            }
            return new Shape("leaf", type, text(raw), List.of(), null);
        } catch (MessagingException | RuntimeException failed) {
            return failed(failed);
        }
    }

    private static boolean identity(MimePart part) throws MessagingException {
        var encoding = part.getEncoding();
        return encoding == null
                || List.of("7bit", "8bit", "binary").contains(encoding.toLowerCase(Locale.ROOT));
    }

    private static String type(MimePart part, String otherwise) throws MessagingException {
        var header = part.getHeader("Content-Type", null);
        if (header == null) {
            return otherwise;
        }
        try {
            return new ContentType(header).getBaseType().toLowerCase(Locale.ROOT);
        } catch (ParseException _) {
            return otherwise;
        }
    }

    /** Whether Angus finds no media type in the body of a field. */
    static boolean angusRefuses(String body) {
        try {
            return new ContentType(body).getBaseType().isEmpty();
        } catch (ParseException _) {
            return true;
        }
    }

    private static List<Shape> parts(MimePart part, String type, int depth)
            throws MessagingException, IOException {
        var multipart = (MimeMultipart) part.getContent();
        var shapes = new ArrayList<Shape>();
        var otherwise = type.equals("multipart/digest") ? "message/rfc822" : "text/plain";
        for (int i = 0; i < multipart.getCount(); i++) {
            var child = (MimeBodyPart) multipart.getBodyPart(i);
            shapes.add(angus(child, child.getRawInputStream(), otherwise, depth + 1));
        }
        return List.copyOf(shapes);
    }
}

package org.mailgauge.imap;

import org.mailgauge.mime.Envelope;
import org.mailgauge.mime.MediaType;
import org.mailgauge.mime.Parameter;
import org.mailgauge.mime.Part;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes BODY and BODYSTRUCTURE (RFC 9051 section 7.5.2). */
public final class StructureFormat {
    /** What stands for the parts of a multipart without any: the grammar wants one. */
    private static final String NO_PART =
            "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 0 0";

    private static final String HEX = "0123456789ABCDEF";

    private final ResponseBuffer out;
    private final boolean extended;

    private StructureFormat(ResponseBuffer out, boolean extended) {
        this.out = out;
        this.extended = extended;
    }

    /**
     * Writes the structure of a content.
     *
     * @param extended whether it is BODYSTRUCTURE
     */
    public static void write(ResponseBuffer out, Part whole, boolean extended) {
        new StructureFormat(out, extended).part(whole);
    }

    private void part(Part part) {
        if (part.kind() == Part.Kind.MULTIPART) {
            multipart(part);
        } else {
            single(part);
        }
    }

    private void multipart(Part part) {
        out.octet('(');
        part.children().forEach(this::part);
        if (part.children().isEmpty()) {
            out.text(NO_PART).text(extended ? " NIL NIL NIL NIL)" : ")");
        }
        out.octet(' ').token(part.type().subtype());
        if (extended) {
            out.octet(' ');
            parameters(part.type().parameters());
            rest(part.fields());
        }
        out.octet(')');
    }

    private void single(Part part) {
        var fields = part.fields();
        var type = shown(part);
        out.octet('(').token(type.type()).octet(' ').token(type.subtype()).octet(' ');
        parameters(type.parameters());
        out.octet(' ').words(fields.id()).octet(' ').words(fields.description());
        out.octet(' ').token(fields.encoding());
        out.octet(' ').number(part.extent().bodyOctets());
        if (part.kind() == Part.Kind.MESSAGE && isShown(part)) {
            var message = part.children().getFirst();
            out.octet(' ');
            EnvelopeFormat.write(out, envelope(message));
            out.octet(' ');
            part(message);
            out.octet(' ').number(part.extent().lines());
        } else if (type.type().equals("text")) {
            out.octet(' ').number(part.extent().lines());
        }
        if (extended) {
            out.octet(' ').words(fields.md5());
            rest(fields);
        }
        out.octet(')');
    }

    /**
     * The type of a part. A message or multipart that is not looked into has nothing to show of
     * what the grammar wants of one: it is octets.
     */
    private static MediaType shown(Part part) {
        boolean composite = part.type().isMultipart() || part.type().isMessage();
        return part.kind() == Part.Kind.LEAF && composite ? MediaType.OCTETS : part.type();
    }

    /** To a client of IMAP4rev1 message/global is a type like any other (RFC 9755 section 6). */
    private boolean isShown(Part message) {
        return out.speaksUtf8() || message.type().subtype().equals("rfc822");
    }

    private static Envelope envelope(Part message) {
        var envelope = message.envelope();
        return envelope == null ? Envelope.EMPTY : envelope;
    }

    /** Disposition, languages and location. */
    private void rest(Part.Fields fields) {
        var disposition = fields.disposition();
        if (disposition == null) {
            out.text(" NIL");
        } else {
            out.text(" (").token(disposition.type()).octet(' ');
            parameters(disposition.parameters());
            out.octet(')');
        }
        out.octet(' ');
        languages(fields.languages());
        out.octet(' ').words(fields.location());
    }

    private void languages(List<String> languages) {
        switch (languages.size()) {
            case 0 -> out.nil();
            case 1 -> out.token(languages.getFirst());
            default -> {
                out.octet('(');
                for (int i = 0; i < languages.size(); i++) {
                    out.text(i == 0 ? "" : " ").token(languages.get(i));
                }
                out.octet(')');
            }
        }
    }

    private void parameters(List<Parameter> parameters) {
        if (parameters.isEmpty()) {
            out.nil();
            return;
        }
        out.octet('(');
        for (int i = 0; i < parameters.size(); i++) {
            out.text(i == 0 ? "" : " ");
            parameter(parameters.get(i));
        }
        out.octet(')');
    }

    /** One whose value the client does not take as it is is told as RFC 2231 section 4 has it. */
    private void parameter(Parameter parameter) {
        if (out.speaksOf(parameter.value())) {
            out.token(parameter.name()).octet(' ').string(parameter.value());
        } else {
            out.token(parameter.name() + '*').octet(' ').string(extended(parameter.value()));
        }
    }

    private static String extended(String value) {
        var text = new StringBuilder("utf-8''");
        for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
            int c = octet & 0xFF;
            boolean plain =
                    (c >= '0' && c <= '9')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= 'a' && c <= 'z')
                            || "-._".indexOf(c) >= 0;
            if (plain) {
                text.append((char) c);
            } else {
                text.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return text.toString();
    }
}

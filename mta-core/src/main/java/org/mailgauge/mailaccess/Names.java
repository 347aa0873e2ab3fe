package org.mailgauge.mailaccess;

import org.mailgauge.imap.Extensions;
import org.mailgauge.imap.ResponseBuffer;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.ModifiedUtf7;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Names of mailboxes as a session writes them: in modified UTF-7 (RFC 3501 section 5.1.3), in UTF-8
 * after IMAP4rev2 or UTF8=ACCEPT was enabled. What a client sends may be UTF-8 always (RFC 9755
 * section 3): the other has no octets of 8 bits.
 */
final class Names {
    private Names() {}

    /**
     * The name that a client means.
     *
     * @param wire one character for each octet
     */
    static MailboxName.Parsed parse(String wire, Extensions extensions) {
        var text = text(wire, extensions);
        return text.isPresent()
                ? MailboxName.parse(text.get())
                : new MailboxName.Parsed.Bad(
                        extensions.utf8()
                                ? "Mailbox name is not in UTF-8"
                                : "Mailbox name is not in modified UTF-7");
    }

    /** The text that a client means, wildcards and all; empty when it is badly encoded. */
    static Optional<String> text(String wire, Extensions extensions) {
        boolean plain = extensions.utf8() || wire.chars().anyMatch(c -> c >= 128);
        return plain ? utf8(wire) : ModifiedUtf7.decode(wire);
    }

    private static Optional<String> utf8(String wire) {
        try {
            var octets = ByteBuffer.wrap(wire.getBytes(StandardCharsets.ISO_8859_1));
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(octets).toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    /**
     * Writes the LIST response that tells the name of a mailbox, with the one that the client wrote
     * when that is another (RFC 9051 section 6.3.9.7, OLDNAME); the case of INBOX makes none.
     */
    static void list(ResponseBuffer out, MailboxName name, String wire, Extensions extensions) {
        out.text("* LIST () \"/\" ");
        write(out, name, extensions);
        if (differs(name, wire, extensions)) {
            out.text(" (\"OLDNAME\" (").string(text(wire, extensions).orElseThrow()).text("))");
        }
        out.line();
    }

    /** Whether a client wrote a name otherwise than it is told. */
    static boolean differs(MailboxName name, String wire, Extensions extensions) {
        var text = text(wire, extensions);
        return text.isPresent()
                && !text.get().equals(name.text())
                && !(name.isInbox() && text.get().equalsIgnoreCase(name.text()));
    }

    /** Writes a name. */
    static void write(ResponseBuffer out, MailboxName name, Extensions extensions) {
        out.string(extensions.utf8() ? name.text() : ModifiedUtf7.encode(name.text()));
    }
}

package org.mailgauge.smtp;

import org.mailgauge.address.AddressParser;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.IpAddress;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Writes the trace field that a receiving server puts on top (RFC 5321 section 4.4). */
public final class TraceHeader {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private TraceHeader() {}

    /**
     * The field, folded, with its final CRLF. Nothing that a client sent can add a line or a
     * comment.
     *
     * @param with the protocol (RFC 3848)
     * @param id the queue id
     * @param to named only when it is one, so that nobody learns of the others
     */
    public static String received(
            String client,
            IpAddress address,
            String hostname,
            String with,
            String id,
            List<ForwardPath> to,
            Instant when) {
        var only = to.size() == 1 ? "\r\n\tfor <" + to.getFirst() + ">" : "";
        return "Received: from "
                + name(client)
                + " ("
                + address.literal()
                + ")\r\n\tby "
                + hostname
                + " (Mailgauge) with "
                + with
                + " id "
                + id
                + only
                + ";\r\n\t"
                + DATE.format(when)
                + "\r\n";
    }

    /** A domain or an address literal as it is; of anything else only harmless characters. */
    static String name(String client) {
        if (AddressParser.isDomain(client)) {
            return client;
        }
        var safe = new StringBuilder(client.length());
        for (int i = 0; i < client.length(); i++) {
            char c = client.charAt(i);
            boolean harmless =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || c == '-'
                            || c == '.'
                            || c == '_';
            safe.append(harmless ? c : '?');
        }
        return safe.toString();
    }
}

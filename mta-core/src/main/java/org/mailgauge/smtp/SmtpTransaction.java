package org.mailgauge.smtp;

import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.ReversePath;

import java.util.List;

/**
 * A message that our client is to hand over, apart from its content.
 *
 * @param to at least one recipient
 * @param sizeOctets of the content, without dot-stuffing
 * @param eightBit whether the content has octets above 127
 */
public record SmtpTransaction(
        ReversePath from, List<ForwardPath> to, long sizeOctets, boolean eightBit) {
    public SmtpTransaction {
        to = List.copyOf(to);
        if (to.isEmpty()) {
            throw new IllegalArgumentException("no recipients");
        }
    }

    /** The same with the content converted to 7 bits. */
    SmtpTransaction sevenBit(long octets) {
        return new SmtpTransaction(from, to, octets, false);
    }
}

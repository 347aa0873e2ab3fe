package org.mailgauge.smtp;

import java.util.List;

/**
 * What a service allows.
 *
 * @param hostname our own name
 * @param maxMessageOctets of a content, trace header not counted
 * @param recipients of one transaction
 * @param junkCommands that move nothing, before 421
 * @param errors 5yz replies, before 421
 * @param receivedFields that a content may carry when it comes
 * @param ehlo the reply to EHLO, or in LMTP to LHLO
 */
public record SmtpServerRules(
        MailProtocol protocol,
        String hostname,
        long maxMessageOctets,
        int recipients,
        int junkCommands,
        int errors,
        int receivedFields,
        SmtpReply ehlo) {

    /** Rules with the extensions that are built. */
    public static SmtpServerRules of(
            MailProtocol protocol,
            String hostname,
            long maxMessageOctets,
            int recipients,
            int junkCommands,
            int errors,
            int receivedFields) {
        var ehlo =
                new SmtpReply(
                        250,
                        null,
                        List.of(
                                hostname,
                                "PIPELINING",
                                "SIZE " + maxMessageOctets,
                                "8BITMIME",
                                "ENHANCEDSTATUSCODES"));
        return new SmtpServerRules(
                protocol,
                hostname,
                maxMessageOctets,
                recipients,
                junkCommands,
                errors,
                receivedFields,
                ehlo);
    }
}

package org.mailgauge.imap;

import java.util.List;

/**
 * How a client may prove who it is, on this connection and now.
 *
 * @param mechanisms of SASL, the strongest first
 * @param passwords whether LOGIN may come
 * @param encrypted whether TLS is active
 * @param startTls whether TLS can begin; false when it is active
 */
public record ImapAccess(
        List<String> mechanisms, boolean passwords, boolean encrypted, boolean startTls) {
    public ImapAccess {
        mechanisms = List.copyOf(mechanisms);
        startTls &= !encrypted;
    }
}

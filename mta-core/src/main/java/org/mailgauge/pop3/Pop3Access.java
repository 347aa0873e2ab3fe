package org.mailgauge.pop3;

import java.util.List;

/**
 * How a client may prove who it is, on this connection and now.
 *
 * @param mechanisms of SASL, the strongest first
 * @param passwords whether USER and PASS may come
 * @param encrypted whether TLS is active
 * @param stls whether TLS can begin; false when it is active
 */
public record Pop3Access(
        List<String> mechanisms, boolean passwords, boolean encrypted, boolean stls) {
    public Pop3Access {
        mechanisms = List.copyOf(mechanisms);
        stls &= !encrypted;
    }
}

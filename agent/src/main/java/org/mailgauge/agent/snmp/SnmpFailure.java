package org.mailgauge.agent.snmp;

import java.io.IOException;

/** An agent did not give what it was asked for; the message says why, and is for the user. */
public final class SnmpFailure extends IOException {
    private static final long serialVersionUID = 1;

    SnmpFailure(String message) {
        super(message);
    }
}

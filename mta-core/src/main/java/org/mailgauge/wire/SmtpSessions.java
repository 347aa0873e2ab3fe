package org.mailgauge.wire;

import org.mailgauge.port.Tls;
import org.mailgauge.smtp.SmtpServerRules;
import org.mailgauge.smtp.SmtpServerSession;
import org.mailgauge.smtp.StartTls;

/** The sessions of a service by what they say of TLS; shared by its connections. */
record SmtpSessions(
        SmtpServerSession none,
        SmtpServerSession notReady,
        SmtpServerSession offering,
        SmtpServerSession active) {

    static SmtpSessions of(SmtpServerRules rules) {
        return new SmtpSessions(
                new SmtpServerSession(rules, StartTls.NONE),
                new SmtpServerSession(rules, StartTls.NOT_READY),
                new SmtpServerSession(rules, StartTls.OFFERED),
                new SmtpServerSession(rules, StartTls.ACTIVE));
    }

    /**
     * The one of a connection in the clear.
     *
     * @param local whether over a socket of this machine, where TLS protects from nobody
     */
    SmtpServerSession clear(Tls tls, boolean local) {
        if (local || tls.equals(Tls.NONE)) {
            return none;
        }
        return tls.ready() ? offering : notReady;
    }
}

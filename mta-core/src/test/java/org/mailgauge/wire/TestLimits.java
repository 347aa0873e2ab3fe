package org.mailgauge.wire;

import org.mailgauge.config.MtaConfig.SmtpLimits;

/** Limits of which a test changes some. */
final class TestLimits {
    private TestLimits() {}

    static SmtpLimits of(int junkCommands, int errors) {
        return of(junkCommands, errors, 20_000, 50, 2_000);
    }

    static SmtpLimits ofConnections(int connections, int perAddress, int reserve) {
        return of(100, 20, connections, perAddress, reserve);
    }

    private static SmtpLimits of(
            int junkCommands, int errors, int connections, int perAddress, int reserve) {
        var all = SmtpLimits.DEFAULT;
        return new SmtpLimits(
                all.commandTimeout(),
                all.dataTimeout(),
                all.writeTimeout(),
                all.sessionBudget(),
                all.minimumRateOctets(),
                all.recipients(),
                junkCommands,
                errors,
                all.receivedFields(),
                connections,
                perAddress,
                reserve);
    }
}

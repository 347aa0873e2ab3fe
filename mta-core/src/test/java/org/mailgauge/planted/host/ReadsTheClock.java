package org.mailgauge.planted.host;

import java.time.Instant;

/** Allowed here, and only here. */
final class ReadsTheClock {
    Instant now() {
        return Instant.now();
    }
}

package org.mailgauge.host;

import org.mailgauge.port.Entropy;

import java.security.SecureRandom;

/** The machine's randomness. Safe for use by any thread. */
public final class HostEntropy implements Entropy {
    private final SecureRandom random = new SecureRandom();

    @Override
    public long bits() {
        return random.nextLong();
    }

    @Override
    public void fill(byte[] into) {
        random.nextBytes(into);
    }
}

package org.mailgauge.sasl;

/** EXTERNAL: an identity or nothing (RFC 4422 appendix A.1). */
final class External {
    private External() {}

    static Turn take(byte[] response) {
        return Text.identity(response, 0, response.length)
                .<Turn>map(Turn.Certified::new)
                .orElseGet(Turn.Malformed::new);
    }
}

package org.mailgauge.agent.tls;

import java.nio.file.Path;

/**
 * Where a certificate and its key are.
 *
 * @param certificate PEM: the certificate, then those of its issuers
 * @param key PEM, not encrypted
 */
public record PairFiles(Path certificate, Path key) {}

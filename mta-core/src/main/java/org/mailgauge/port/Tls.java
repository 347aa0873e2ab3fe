package org.mailgauge.port;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * TLS 1.2 and 1.3 over connections that are open: at once after they were accepted (implicit TLS,
 * RFC 8314) or later, when both sides agreed on it (STARTTLS, STLS). Safe for use by any thread;
 * calls block the (virtual) thread that makes them.
 *
 * <p>How a server's driver upgrades: it writes and flushes its positive reply to the plain
 * connection; drops all that it has read and not used, and tells how much that was ({@link
 * #forgotten}); calls {@link #accept}; from then on it reads and writes the returned connection
 * with buffers that are empty, in a state in which the client has said nothing. Octets of the
 * client that were on their way in the clear meanwhile make the handshake fail.
 */
public interface Tls {

    /** No TLS: nothing is ever ready, and each handshake fails. */
    Tls NONE = new NoTls();

    /**
     * Whether a handshake as server can succeed now, as there is a certificate. Offer STARTTLS only
     * then; where a client asks nevertheless, answer that it is temporarily not available.
     */
    boolean ready();

    /**
     * Does the handshake as server. On success the returned connection takes the place of the plain
     * one, which must not be used any more except to close it: that ends both. On failure the plain
     * connection is closed.
     *
     * @param service the label under which it is counted: one of a few fixed words, such as {@code
     *     smtp}
     * @param timeout for the whole handshake
     * @throws TlsException when it fails for a reason of TLS, or takes too long
     * @throws IOException when the connection fails
     */
    Secured accept(String service, Net.Connection plain, Duration timeout) throws IOException;

    /**
     * Counts octets that a client sent in the clear behind its command to begin TLS, and that are
     * dropped: an attempt of command injection, or a client that does not wait.
     *
     * @param octets how many; none counts nothing
     */
    void forgotten(String service, int octets);

    /**
     * A connection under TLS; as {@link Net.Connection}, and in particular:
     *
     * <ul>
     *   <li>{@link #read} ends with -1 after the peer's close_notify, and also when the stream ends
     *       without one; then {@link #truncated} tells. No protocol here takes an end of the stream
     *       for the end of a message.
     *   <li>{@link #readable} is true when decrypted octets wait; a record of which only a part has
     *       come, or that carries none, does not count.
     *   <li>{@link #endOutput} sends close_notify and ends the stream below; reading goes on, with
     *       TLS 1.2 as far as the peer still sends.
     *   <li>{@link #close} sends close_notify when that is possible at once.
     * </ul>
     */
    interface Secured extends Net.Connection {
        TlsFacts facts();

        /** Whether the stream ended without the peer's close_notify. */
        boolean truncated();

        @Override
        default Optional<TlsFacts> tls() {
            return Optional.of(facts());
        }
    }
}

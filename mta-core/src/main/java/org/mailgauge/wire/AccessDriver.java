package org.mailgauge.wire;

import org.jspecify.annotations.Nullable;
import org.mailgauge.auth.Client;
import org.mailgauge.auth.LoginService;
import org.mailgauge.observe.Association;
import org.mailgauge.observe.LoginResult;
import org.mailgauge.observe.ServiceEvent;
import org.mailgauge.port.Net;
import org.mailgauge.sasl.LoginStep;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.List;

/**
 * What drives an association of a protocol by which users get at their mail, on a virtual thread of
 * its own: its connection, TLS, logins, and what is counted of it. {@link #stop} and {@link #abort}
 * may be called by any thread, everything else by the one that has the {@link Turn}.
 */
abstract sealed class AccessDriver implements Conversation permits Pop3Driver, ImapDriver {
    private static final Logger LOG = LoggerFactory.getLogger(AccessDriver.class);

    final ServerParts parts;
    final Turn turn = new Turn();
    private final AccessService service;
    private final Association association;

    /** The connection as it came; closing it ends also what TLS made of it. */
    private final Net.Connection plain;

    /**
     * What is read from and written to; another one once TLS or compression is on, as is the next.
     */
    private Net.Connection connection;

    private LineReader reader;

    /** What compresses, once it was asked for on this connection; null before. */
    private @Nullable CompressedConnection compressed;

    private Client client;
    private boolean opened;
    private LoginService.@Nullable Exchange exchange;

    AccessDriver(AccessService service, ServerParts parts, Net.Connection connection) {
        this.service = service;
        this.parts = parts;
        plain = connection;
        this.connection = connection;
        var protocol = service.protocol();
        var remote = connection.remote().address();
        association =
                new Association(
                        service.ids().next(),
                        null,
                        true,
                        true,
                        remote.toString(),
                        protocol.port(),
                        parts.time().ticks());
        client = new Client(protocol.service(), remote);
        reader = new LineReader(connection, parts.time(), parts.buffers());
    }

    /** Writes to this connection from now on; nothing is to be written that was before. */
    abstract void writeTo(Net.Connection to);

    /** Sends what is gathered. */
    abstract void flush() throws IOException;

    /** Sends the greeting. */
    abstract void greet() throws IOException;

    /** Talks until one of the two ends it. */
    abstract void talk() throws IOException;

    /** Gives up output that nobody gets any more. */
    abstract void abandon();

    /** Gives up what the client had of its mail: before the connection is seen to be closed. */
    abstract void release();

    /** Says that the server stops. */
    abstract void sayStopping() throws IOException;

    @Override
    public final void run() {
        try (plain) {
            if (service.tls()) {
                beginWithTls();
            }
            greet();
            flush();
            opened = true;
            tell(new ServiceEvent.Opened(association));
            talk();
            release();
            flush();
            reader.linger();
            connection.close();
        } catch (IOException gone) {
            note(gone);
        } finally {
            try {
                release();
            } finally {
                reader.close();
                abandon();
                close();
                if (opened) {
                    tell(new ServiceEvent.Closed(association));
                }
            }
        }
    }

    /** A client that does not get that far has no association. */
    private void beginWithTls() throws IOException {
        try {
            secure();
        } catch (IOException failed) {
            tell(new ServiceEvent.Rejected("TLS handshake failed"));
            throw failed;
        }
    }

    /** Ends TLS too, when the client has vanished under it. */
    private void close() {
        try {
            connection.close();
        } catch (IOException gone) {
            note(gone);
        }
    }

    /** Goes on under TLS, with nothing in hand of what came before it. */
    final void secure() throws IOException {
        flush();
        parts.tls().forgotten(service.label(), reader.available());
        reader.close();
        var timeout = service.protocol().handshakeTimeout();
        var secured = parts.tls().accept(service.label(), plain, timeout);
        connection = secured;
        compressed = null;
        reader = new LineReader(secured, parts.time(), parts.buffers());
        client = new Client(client.service(), client.address(), secured.facts());
        writeTo(secured);
    }

    /** Compresses what comes and goes from now on, or no longer. */
    final void compress(boolean on) throws IOException {
        flush();
        if (compressed == null) {
            compressed = new CompressedConnection(connection, parts.time());
            compressed.begin(reader.rest());
            reader.close();
            connection = compressed;
            reader = new LineReader(compressed, parts.time(), parts.buffers());
            writeTo(compressed);
        } else if (on) {
            compressed.begin(reader.rest());
        } else {
            compressed.end();
        }
    }

    final LineReader reader() {
        return reader;
    }

    final LoginService logins() {
        return service.logins();
    }

    final List<String> mechanisms() {
        return logins().mechanisms(client);
    }

    final boolean takesPasswords() {
        return logins().takesPasswords(client);
    }

    final boolean encrypted() {
        return client.encrypted();
    }

    final LoginStep logIn(String user, String password) {
        return step(logins().login(client, user, password));
    }

    final LoginStep begin(String mechanism, @Nullable String initial) {
        var begun = logins().begin(client, mechanism);
        exchange = begun;
        return step(begun.respond(initial));
    }

    final LoginStep respond(String line) {
        if (exchange == null) {
            throw new IllegalStateException("no exchange");
        }
        return step(exchange.respond(line));
    }

    private LoginStep step(LoginService.Answer answer) {
        if (!(answer instanceof LoginService.Answer.Challenge)) {
            exchange = null;
        }
        var failure = LoginAnswers.failure(answer);
        if (failure != null) {
            loggedIn(failure);
        }
        return LoginAnswers.step(answer);
    }

    /** A login has come to this end. */
    final void loggedIn(LoginResult result) {
        tell(new ServiceEvent.LoggedIn(result));
    }

    @Override
    public final void stop() {
        if (turn.stop()) {
            end();
        }
    }

    /** Says that the server stops, to a client that is idle, and closes. */
    final void end() {
        try (plain) {
            sayStopping();
            flush();
        } catch (IOException gone) {
            note(gone);
        }
    }

    @Override
    public final void abort() {
        try {
            plain.close();
        } catch (IOException gone) {
            note(gone);
        }
    }

    /** A client is gone, which is nothing unusual. */
    final void note(Exception gone) {
        LOG.debug("association {}: {}", association.id(), gone.toString());
    }

    /** Something of ours broke, while the session was somewhere. */
    final void fails(Object where, RuntimeException fault) {
        LOG.error(
                "association {} fails in {}",
                association.id(),
                where.getClass().getSimpleName(),
                fault);
    }

    final void tell(ServiceEvent event) {
        observer().tell(event);
    }

    final ServiceEvent.Observer observer() {
        return service.observer();
    }
}

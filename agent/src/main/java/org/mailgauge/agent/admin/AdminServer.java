package org.mailgauge.agent.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.agent.conf.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** The HTTP listener: bounds, headers and errors around {@link Site}. */
public final class AdminServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    private static final int BACKLOG = 64;
    private static final int AT_A_TIME = 64;
    private static final int MOST_OCTETS = 64 << 10;
    private static final int USER = 64;
    private static final String MESSAGE = "message/rfc822";
    private static final String FORM = "application/x-www-form-urlencoded";

    private final Site site;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore room = new Semaphore(AT_A_TIME);

    private AdminServer(Site site, HttpServer server) {
        this.site = site;
        this.server = server;
    }

    /**
     * Starts to listen.
     *
     * @throws IOException when the endpoint can't be had
     */
    public static AdminServer start(Endpoint listen, Site site) throws IOException {
        // Bounds of the JDK's server, which it reads once, before its first use.
        System.setProperty("sun.net.httpserver.maxConnections", "512");
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.maxRspTime", "300");
        var address = InetAddress.getByAddress(listen.address().octets());
        var server = HttpServer.create(new InetSocketAddress(address, listen.port()), BACKLOG);
        var admin = new AdminServer(site, server);
        server.setExecutor(admin.threads);
        server.createContext("/", admin::handle);
        server.start();
        return admin;
    }

    /** The port that it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) {
        boolean entered = room.tryAcquire();
        try (exchange) {
            send(exchange, entered ? answer(exchange) : Response.text(503, "busy; try again"));
        } catch (IOException e) {
            LOG.debug("a client went away: {}", e.toString());
        } finally {
            if (entered) {
                room.release();
            }
        }
    }

    /** The boundary of a request: a defect is logged, and answered without its text. */
    private Response answer(HttpExchange exchange) throws IOException {
        try {
            return site.answer(request(exchange, form(exchange)));
        } catch (Refused refused) {
            return refused.response;
        } catch (RuntimeException e) {
            LOG.error("request failed: {}", exchange.getRequestURI().getRawPath(), e);
            return Response.text(500, "failed; the log says why");
        }
    }

    private static Site.Request request(HttpExchange exchange, Query form) {
        var headers = exchange.getRequestHeaders();
        var uri = exchange.getRequestURI();
        var remote = exchange.getRemoteAddress().getAddress();
        return new Site.Request(
                exchange.getRequestMethod(),
                Objects.requireNonNullElse(uri.getRawPath(), "/"),
                Query.parse(uri.getRawQuery()),
                first(headers.getFirst("Host")),
                first(headers.getFirst("Authorization")),
                first(headers.getFirst("Accept")),
                remote.isLoopbackAddress(),
                new Operator(
                        remote.getHostAddress(),
                        Text.printable(first(headers.getFirst("Mailgauge-User")), USER),
                        first(headers.getFirst("Origin")),
                        form),
                isMessage(exchange) ? exchange.getRequestBody() : InputStream.nullInputStream());
    }

    /** The parameters in the body of a POST, which is a form of bounded size. */
    private static Query form(HttpExchange exchange) throws IOException, Refused {
        if (!exchange.getRequestMethod().equals("POST") || isMessage(exchange)) {
            return Query.parse(null);
        }
        var body = exchange.getRequestBody().readNBytes(MOST_OCTETS + 1);
        if (body.length > MOST_OCTETS) {
            throw new Refused(Response.error(413, "a form has at most " + MOST_OCTETS + " octets"));
        }
        var type = first(exchange.getRequestHeaders().getFirst("Content-Type"));
        if (body.length > 0 && !type.startsWith(FORM)) {
            throw new Refused(Response.error(415, "parameters come as " + FORM));
        }
        return Query.parse(new String(body, StandardCharsets.UTF_8));
    }

    /** A message is read by who is asked, once it is clear that it may be sent. */
    private static boolean isMessage(HttpExchange exchange) {
        return exchange.getRequestMethod().equals("POST")
                && first(exchange.getRequestHeaders().getFirst("Content-Type")).equals(MESSAGE);
    }

    /** Ends a request with an answer. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        private final transient Response response;

        Refused(Response response) {
            super("refused", null, false, false);
            this.response = response;
        }
    }

    private static String first(@Nullable String header) {
        return header == null ? "" : header;
    }

    private static void send(HttpExchange exchange, Response response) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", response.type());
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Content-Security-Policy", contentPolicy());
        response.headers().forEach(headers::set);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(response.status(), head ? -1 : response.body().length);
        if (!head) {
            exchange.getResponseBody().write(response.body());
        }
    }

    /** Ends at once; what is being answered is cut off after a second. */
    @Override
    public void close() {
        server.stop(1);
        threads.shutdownNow();
    }

    /** Nothing but our own style. */
    private static String contentPolicy() {
        return "default-src 'none'; style-src '"
                + Style.HASH
                + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }
}

package org.mailgauge.agent.admin;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.accounts.AccountChanges;
import org.mailgauge.agent.alarm.Alarms;
import org.mailgauge.agent.metrics.AlarmCount;
import org.mailgauge.agent.metrics.AlarmWay;
import org.mailgauge.agent.metrics.MetricsPage;
import org.mailgauge.observe.MtaEvent.OperStatus;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.observe.SnapshotSource;
import org.mailgauge.port.Time;
import org.mailgauge.queue.QueueControl;
import org.mailgauge.queue.QueueView;
import org.mailgauge.store.MailStore;
import org.mailgauge.store.sqlite.FileHold;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What is at which path, and who may have it. Safe for use by any thread. */
public final class Site {
    private static final String API = "/api/v1/";
    private static final String CHANGES = API + "queue/";
    private static final String RELOAD = API + "reload";
    private static final String USERS = API + "users/";
    private static final String ALARMS = API + "alarms/";
    private static final String MAILBOXES = API + "mailboxes/";
    private static final String BACKUP = API + "backup/";
    private static final Map<String, String> WHO =
            Map.of("WWW-Authenticate", "Basic realm=\"mailgauge\", Bearer");

    private final SnapshotSource snapshots;
    private final @Nullable QueueResource queue;
    private final @Nullable ChangeResource changes;
    private final AuditLog audit;
    private final Reloads reloads;
    private final Alarms alarms;
    private final AlarmResource alarmResource;
    private final @Nullable MailboxResource mailboxes;
    private final @Nullable UserResource users;
    private final @Nullable BackupResource backups;
    private final @Nullable QueueView view;
    private final @Nullable QueueControl control;
    private final MetricsPage metrics;
    private final Time time;
    private final AdminToken token;
    private final HostCheck hosts;
    private final String hostname;

    /**
     * What it shows and changes.
     *
     * @param queue null where there is no MTA of ours
     * @param control null likewise
     * @param mail null where there are no mailboxes
     * @param hold of the mail store's files; null where there are none
     * @param hostname the MTA's own name
     * @param accounts null where there are none
     */
    public record Shows(
            SnapshotSource snapshots,
            @Nullable QueueView queue,
            @Nullable QueueControl control,
            AuditLog audit,
            Reloads reloads,
            Alarms alarms,
            MetricsPage metrics,
            @Nullable MailStore mail,
            String hostname,
            @Nullable AccountChanges accounts,
            @Nullable FileHold hold) {

        /** One without mailboxes and accounts. */
        public Shows(
                SnapshotSource snapshots,
                @Nullable QueueView queue,
                @Nullable QueueControl control,
                AuditLog audit,
                Reloads reloads,
                Alarms alarms,
                MetricsPage metrics,
                String hostname) {
            this(
                    snapshots, queue, control, audit, reloads, alarms, metrics, null, hostname,
                    null, null);
        }
    }

    /**
     * A site.
     *
     * @param hostNames those names of now in the Host header that are answered besides localhost
     *     and addresses
     */
    public Site(Shows shows, Time time, AdminToken token, Supplier<Set<String>> hostNames) {
        this.snapshots = shows.snapshots();
        var audited = new Audited(shows.audit());
        view = shows.queue();
        control = shows.control();
        if (view != null && control != null) {
            queue = new QueueResource(view, control, shows.snapshots(), time);
            changes = new ChangeResource(control, audited, time);
        } else {
            queue = null;
            changes = null;
        }
        this.alarms = shows.alarms();
        this.alarmResource = new AlarmResource(shows.alarms(), audited);
        var mail = shows.mail();
        this.mailboxes = mail == null ? null : new MailboxResource(mail, audited);
        var accounts = shows.accounts();
        this.users = accounts == null ? null : new UserResource(accounts, audited);
        var hold = shows.hold();
        this.backups = hold == null ? null : new BackupResource(hold, audited);
        this.audit = shows.audit();
        this.reloads = shows.reloads();
        this.metrics = shows.metrics();
        this.hostname = shows.hostname();
        this.time = time;
        this.token = token;
        this.hosts = new HostCheck(hostNames);
    }

    /**
     * A request.
     *
     * @param path not decoded
     * @param loopback whether the client is on this host
     * @param body of a message that is sent; empty for all else
     */
    record Request(
            String method,
            String path,
            Query query,
            String host,
            String authorization,
            String accept,
            boolean loopback,
            Operator operator,
            InputStream body) {

        Request(
                String method,
                String path,
                Query query,
                String host,
                String authorization,
                String accept,
                boolean loopback,
                Operator operator) {
            this(
                    method,
                    path,
                    query,
                    host,
                    authorization,
                    accept,
                    loopback,
                    operator,
                    InputStream.nullInputStream());
        }

        Request(
                String method,
                String path,
                Query query,
                String host,
                String authorization,
                String accept,
                boolean loopback) {
            this(method, path, query, host, authorization, accept, loopback, Operator.NOBODY);
        }
    }

    Response answer(Request request) {
        if (!hosts.accepts(request.host())) {
            return Response.text(
                    421, "this name is not mine: ask by address, or add it to http.host-names");
        }
        if (request.method().equals("POST") && isChange(request.path())) {
            return change(request);
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return new Response(405, "text/plain", new byte[0], Map.of("Allow", "GET, HEAD"));
        }
        return switch (request.path()) {
            case "/healthz" -> Response.text(200, "ok");
            case "/readyz" -> ready();
            case "/" -> open(request) ? page(request) : unauthorized();
            case "/metrics" -> open(request) ? metrics(request) : unauthorized();
            default -> request.path().startsWith(API) ? api(request) : missing();
        };
    }

    private static boolean isChange(String path) {
        if (path.equals(RELOAD)) {
            return true;
        }
        if (path.startsWith(MAILBOXES)) {
            return MailboxResource.knows(path.substring(MAILBOXES.length()));
        }
        if (path.startsWith(BACKUP)) {
            return BackupResource.knows(path.substring(BACKUP.length()));
        }
        if (path.startsWith(USERS)) {
            return UserResource.knows(path.substring(USERS.length()));
        }
        return path.startsWith(ALARMS)
                ? AlarmResource.knows(path.substring(ALARMS.length()))
                : path.startsWith(CHANGES)
                        && ChangeResource.knows(path.substring(CHANGES.length()));
    }

    /**
     * A browser sends credentials that it knows along with whatever a page of others makes it ask,
     * so changes take the token as Bearer only, which no form can send, and nothing from a page.
     */
    private Response change(Request request) {
        if (!token.allowsBearer(request.authorization())) {
            return unauthorized();
        }
        if (!request.operator().origin().isEmpty()) {
            return Response.error(403, "a page may not ask for changes");
        }
        var path = request.path();
        if (path.equals(RELOAD)) {
            return reloads.post(request.operator());
        }
        if (path.startsWith(MAILBOXES)) {
            return mailboxes == null
                    ? noMailboxes()
                    : mailboxes.post(
                            path.substring(MAILBOXES.length()),
                            request.query(),
                            request.operator(),
                            request.body());
        }
        if (path.startsWith(BACKUP)) {
            return backups == null
                    ? noMailboxes()
                    : backups.post(path.substring(BACKUP.length()), request.operator());
        }
        if (path.startsWith(USERS)) {
            return users == null
                    ? Response.error(404, "there are no accounts here")
                    : users.post(path.substring(USERS.length()), request.operator());
        }
        return path.startsWith(ALARMS)
                ? alarmResource.post(path.substring(ALARMS.length()), request.operator())
                : changes == null
                        ? noQueue()
                        : changes.post(path.substring(CHANGES.length()), request.operator());
    }

    private static Response noQueue() {
        return Response.error(404, "there is no MTA of ours here, and so no queue to work on");
    }

    private static Response noMailboxes() {
        return Response.error(404, "this server has no mailboxes");
    }

    /** Page and metrics are open on this host; from elsewhere they need the token too. */
    private boolean open(Request request) {
        return request.loopback() || token.allows(request.authorization());
    }

    private static Response missing() {
        return Response.text(404, "there is /, /metrics, /healthz, /readyz and /api/v1/");
    }

    private static Response unauthorized() {
        var error =
                Response.error(
                        401,
                        "the token is wrong: it is in data-dir in the file "
                                + AdminToken.FILE
                                + ", and new at every start");
        return new Response(error.status(), error.type(), error.body(), WHO);
    }

    private Response api(Request request) {
        if (!token.allows(request.authorization())) {
            return unauthorized();
        }
        var path = Query.decode(request.path().substring(API.length()));
        if (path.equals("status")) {
            var snapshot = snapshot(request);
            return Response.json(
                    200, json -> StatusJson.write(snapshot, time.ticks(), hostname, json));
        }
        if (path.equals("audit")) {
            return audit(request.query());
        }
        if (path.equals("users") && users != null) {
            return users.get();
        }
        if (path.equals("alarms")) {
            return alarmResource.get();
        }
        if (isChange(request.path())) {
            return new Response(405, "text/plain", new byte[0], Map.of("Allow", "POST"));
        }
        if (path.equals("mailboxes") || path.startsWith("mailboxes/")) {
            var below = path.substring(Math.min(path.length(), "mailboxes/".length()));
            return mailboxes == null ? noMailboxes() : mailboxes.get(below, request.query());
        }
        if (path.equals("queue") || path.startsWith("queue/")) {
            var below = path.substring(Math.min(path.length(), "queue/".length()));
            return queue == null ? noQueue() : queue.get(below, request.query());
        }
        return Response.error(
                404,
                "there is status, alarms, users, audit, queue and mailboxes and what is below");
    }

    private Response audit(Query query) {
        int limit = query.number("limit", 50, 1, 1000);
        if (limit < 0) {
            return Response.error(400, "limit is a number from 1 to 1000");
        }
        try {
            var changes = audit.last(limit);
            return Response.json(
                    200,
                    json -> {
                        json.writeStartObject();
                        json.writeArrayPropertyStart("changes");
                        changes.forEach(change -> json.writeRawValue(change.toString()));
                        json.writeEndArray();
                        json.writeEndObject();
                    });
        } catch (IOException failed) {
            return Response.error(
                    503, "the audit log in data-dir cannot be read: " + failed.getMessage());
        }
    }

    private MtaSnapshot snapshot(Request request) {
        return "now".equals(request.query().get("after")) ? snapshots.fresh() : snapshots.current();
    }

    private Response metrics(Request request) {
        var page = metrics.page(snapshot(request), alarmCounts(), alarmWays(), request.accept());
        return Response.of(200, page.type(), page.text());
    }

    private List<AlarmCount> alarmCounts() {
        var counts = new TreeMap<String, AlarmCount>();
        for (var alarm : alarms.state().active()) {
            var kind = alarm.kind().label();
            var severity = alarm.severity().label();
            counts.merge(
                    kind + " " + severity,
                    new AlarmCount(kind, severity, 1),
                    (a, b) -> new AlarmCount(kind, severity, a.count() + b.count()));
        }
        return List.copyOf(counts.values());
    }

    private List<AlarmWay> alarmWays() {
        return alarms.ways().stream()
                .map(
                        way ->
                                new AlarmWay(
                                        way.name(),
                                        way.sent(),
                                        way.failed(),
                                        way.dropped(),
                                        way.waiting()))
                .toList();
    }

    private Response page(Request request) {
        int refresh = request.query().number("refresh", 0, 1, 3600);
        var snapshot = snapshot(request);
        var html =
                new StatusPage(snapshot, time.ticks(), hostname)
                        .html(waiting(snapshot), alarms.state(), Math.max(0, refresh));
        return Response.of(200, "text/html; charset=utf-8", html);
    }

    /**
     * Null while the queue does not answer, for it would not answer this either, and where there is
     * none.
     */
    private StatusPage.@Nullable Waiting waiting(MtaSnapshot snapshot) {
        if (view == null || control == null) {
            return null;
        }
        for (var application : snapshot.applications()) {
            var mta = application.mta();
            if (mta != null && !application.isWatched() && mta.stored() == null) {
                return null;
            }
        }
        return new StatusPage.Waiting(
                view.summary(StatusPage.DESTINATIONS),
                view.matrix(StatusPage.PROFILES),
                control.paused());
    }

    private Response ready() {
        for (var application : snapshots.current().applications()) {
            boolean serves =
                    application.isWatched()
                            || application.status() == OperStatus.UP
                            || application.status() == OperStatus.CONGESTED;
            if (!serves) {
                return Response.text(503, "not ready: " + application.status());
            }
        }
        return Response.text(200, "ready");
    }
}

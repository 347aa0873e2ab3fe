package org.mailgauge.agent.admin;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.accounts.AccountChanges;
import org.mailgauge.agent.accounts.AccountChanges.Given;
import org.mailgauge.agent.accounts.AccountChanges.Outcome;
import org.mailgauge.agent.admin.Audited.Done;

import tools.jackson.core.JsonGenerator;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The accounts, and what operators do with them. Passwords come in a body and are in no log; one
 * that is made goes into the answer and nowhere else.
 */
public final class UserResource {
    private static final Set<String> CHANGES =
            Set.of("add", "passwd", "remove", "sends-as", "app-add", "app-remove");
    private static final Set<String> SECRETS = Set.of("password", "hash");

    private final AccountChanges accounts;
    private final Audited audited;

    /** Over accounts, with each change in the audit log. */
    public UserResource(AccountChanges accounts, AuditLog audit) {
        this(accounts, new Audited(audit));
    }

    UserResource(AccountChanges accounts, Audited audited) {
        this.accounts = accounts;
        this.audited = audited;
    }

    /** What a command gets that does without a server. */
    public record Reply(int status, String json) {}

    /** As a request to a server would be answered: all accounts. */
    public Reply list() {
        return reply(get());
    }

    /** As a request to a server would be answered: a change. */
    public Reply change(String name, Map<String, String> form, String user) {
        return reply(post(name, new Operator("this machine", user, "", new Query(form))));
    }

    private static Reply reply(Response response) {
        return new Reply(
                response.status(), new String(response.body(), StandardCharsets.UTF_8).strip());
    }

    /** Whether there is a change of that name. */
    static boolean knows(String name) {
        return CHANGES.contains(name);
    }

    Response get() {
        var all = accounts.list();
        return Response.json(
                200,
                json -> {
                    json.writeStartObject();
                    json.writeArrayPropertyStart("users");
                    all.forEach(one -> write(one, json));
                    json.writeEndArray();
                    json.writeEndObject();
                });
    }

    private static void write(AccountChanges.Shown one, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("address", one.address());
        json.writeStringProperty("password", one.password());
        json.writeBooleanProperty("scram", one.scram());
        json.writeArrayPropertyStart("sends_as");
        one.sendsAs().forEach(json::writeString);
        json.writeEndArray();
        json.writeArrayPropertyStart("app_passwords");
        for (var app : one.apps()) {
            json.writeStartObject();
            json.writeStringProperty("name", app.name());
            json.writeStringProperty("made", app.made().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeBooleanProperty("damaged", one.damaged());
        json.writeEndObject();
    }

    Response post(String name, Operator operator) {
        var form = operator.form();
        var address = form.get("address");
        if (address == null) {
            return Response.error(400, "address: give the address of an account");
        }
        return audited.make(
                "user-" + name,
                withoutSecrets(operator),
                name.equals("remove") || name.equals("app-remove"),
                written -> done(outcome(name, address, form), written));
    }

    /** What the audit log may know. */
    private static Operator withoutSecrets(Operator operator) {
        var open = new HashMap<>(operator.form().values());
        SECRETS.forEach(open::remove);
        return new Operator(operator.peer(), operator.user(), operator.origin(), new Query(open));
    }

    private Outcome outcome(String name, String address, Query form) {
        var app = form.values().getOrDefault("name", "");
        return switch (name) {
            case "add" -> {
                var given = given(form);
                yield given == null
                        ? noPassword()
                        : accounts.add(address, given, list(form.get("sends-as")));
            }
            case "passwd" -> {
                var given = given(form);
                yield given == null ? noPassword() : accounts.passwd(address, given);
            }
            case "remove" -> accounts.remove(address);
            case "sends-as" -> accounts.sendsAs(address, list(form.get("sends-as")));
            case "app-add" -> accounts.addApp(address, app);
            default -> accounts.removeApp(address, app);
        };
    }

    private static @Nullable Given given(Query form) {
        var password = form.get("password");
        var hash = form.get("hash");
        if ((password == null) == (hash == null)) {
            return null;
        }
        return password != null ? new Given.Password(password) : hashed(hash);
    }

    private static Given hashed(@Nullable String hash) {
        return new Given.Hash(hash == null ? "" : hash);
    }

    private static Outcome noPassword() {
        return new Outcome(AccountChanges.Result.WRONG_USE, "give one of password and hash", null);
    }

    private static List<String> list(@Nullable String text) {
        return text == null || text.isBlank() ? List.of() : Arrays.asList(text.split(",", -1));
    }

    private static Done done(Outcome outcome, boolean written) {
        var response =
                switch (outcome.result()) {
                    case DONE -> Response.json(200, json -> write(outcome, written, json));
                    case WRONG_USE -> Response.error(400, outcome.text());
                    case MISSING -> Response.error(404, outcome.text());
                    case EXISTS -> Response.error(409, outcome.text());
                    case FAILED -> Response.error(503, outcome.text());
                };
        return new Done(response, json -> json.writeStringProperty("outcome", outcome.text()));
    }

    private static void write(Outcome outcome, boolean written, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("outcome", outcome.text());
        if (outcome.secret() != null) {
            json.writeStringProperty("password", outcome.secret());
        }
        json.writeBooleanProperty("audited", written);
        json.writeEndObject();
    }
}

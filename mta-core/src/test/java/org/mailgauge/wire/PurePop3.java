package org.mailgauge.wire;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.mailgauge.auth.Client;
import org.mailgauge.auth.LoginService;
import org.mailgauge.auth.Service;
import org.mailgauge.maildrop.Maildrop;
import org.mailgauge.maildrop.Maildrops;
import org.mailgauge.pop3.Pop3Access;
import org.mailgauge.pop3.Pop3Action;
import org.mailgauge.pop3.Pop3Input;
import org.mailgauge.pop3.Pop3Session;
import org.mailgauge.pop3.Pop3State;
import org.mailgauge.pop3.TopFilter;
import org.mailgauge.smtp.DotStuffer;
import org.mailgauge.testing.Pop3Scene;
import org.mailgauge.testing.Scene;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The pure session, fed with text: no connection, no thread, no clock. */
final class PurePop3 {
    private static final int LONGEST = 4096;

    private final Pop3Protocol protocol;
    private final LoginService logins;
    private final StringBuilder unread = new StringBuilder();
    private final List<String> answers = new ArrayList<>();
    private final Client client = new Client(Service.POP3, Scene.LOOPBACK);
    private Pop3State state;
    private LoginService.@Nullable Exchange exchange;
    private @Nullable Maildrop maildrop;
    private Maildrop.@Nullable Content content;
    private boolean closed;

    PurePop3(Pop3Scene scene) {
        protocol = scene.protocol();
        logins = scene.logins();
        var access =
                new Pop3Access(
                        logins.mechanisms(client), logins.takesPasswords(client), false, false);
        take(protocol.session().start(access));
    }

    /** Sends and takes what is answered. */
    List<String> say(String text) {
        unread.append(text);
        for (int end = unread.indexOf("\r\n"); end >= 0 && !closed; end = unread.indexOf("\r\n")) {
            var line = unread.substring(0, end);
            unread.delete(0, end + 2);
            tell(line.length() > LONGEST ? new Pop3Input.LineTooLong() : new Pop3Input.Line(line));
        }
        var taken = List.copyOf(answers);
        answers.clear();
        return taken;
    }

    boolean closed() {
        return closed;
    }

    Pop3State state() {
        return state;
    }

    /** Tells the session something. */
    void tell(Pop3Input input) {
        take(protocol.session().on(state, input));
    }

    private void take(Pop3Session.Step step) {
        state = step.next();
        Pop3Input answer = null;
        for (var action : step.actions()) {
            answer = perform(action);
        }
        if (answer != null) {
            tell(answer);
        }
    }

    private @Nullable Pop3Input perform(Pop3Action action) {
        return switch (action) {
            case Pop3Action.Send(var reply) -> line(reply.line());
            case Pop3Action.SendChallenge(var base64) -> line("+ " + base64);
            case Pop3Action.SendLines(var lines) -> {
                lines.forEach(answers::add);
                yield line(".");
            }
            case Pop3Action.SendContent what -> send(what);
            case Pop3Action.Login(var user, var password) ->
                    login(logins.login(client, user, password));
            case Pop3Action.Begin(var mechanism, var initial) -> {
                var begun = logins.begin(client, mechanism);
                exchange = begun;
                yield login(begun.respond(initial));
            }
            case Pop3Action.Respond(var line) -> login(requireNonNull(exchange).respond(line));
            case Pop3Action.Open(var account) ->
                    switch (protocol.maildrops().open(account)) {
                        case Maildrops.Opening.Opened(var drop) -> {
                            maildrop = drop;
                            yield new Pop3Input.Opened(drop.listing());
                        }
                        case Maildrops.Opening.InUse _ -> new Pop3Input.InUse();
                        case Maildrops.Opening.Unavailable(var temporary) ->
                                new Pop3Input.Unavailable(temporary);
                    };
            case Pop3Action.Read(int message) ->
                    switch (requireNonNull(maildrop).read(message)) {
                        case Maildrop.Reading.Open(var open) -> {
                            content = open;
                            yield new Pop3Input.Ready();
                        }
                        case Maildrop.Reading.Missing _ -> new Pop3Input.Missing();
                        case Maildrop.Reading.Unavailable(var temporary) ->
                                new Pop3Input.Unavailable(temporary);
                    };
            case Pop3Action.Remove(var deleted) ->
                    new Pop3Input.Removed(requireNonNull(maildrop).remove(deleted.messages()));
            case Pop3Action.StartTls _ -> throw new IllegalStateException("there is no TLS here");
            case Pop3Action.Close _ -> {
                closed = true;
                yield null;
            }
        };
    }

    private Pop3Input login(LoginService.Answer answer) {
        return new Pop3Input.LoggedIn(LoginAnswers.step(answer));
    }

    private @Nullable Pop3Input line(String line) {
        answers.add(line);
        return null;
    }

    private @Nullable Pop3Input send(Pop3Action.SendContent what) {
        var all = new byte[1 << 16];
        var stuffed = new byte[DotStuffer.room(all.length) + 6];
        try {
            int count = Math.max(0, requireNonNull(content).read(all, 0, all.length));
            int taken = what.whole() ? count : new TopFilter(what.bodyLines()).take(all, 0, count);
            var stuffer = new DotStuffer();
            int length = stuffer.put(all, 0, taken, stuffed, 0);
            length += stuffer.end(stuffed, length);
            var text = new String(stuffed, 0, length, StandardCharsets.ISO_8859_1);
            answers.addAll(Arrays.asList(text.split("\r\n")));
            return null;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

package org.mailgauge.auth;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.AddressParser;
import org.mailgauge.auth.LoginService.Answer;
import org.mailgauge.sasl.Dialogue;
import org.mailgauge.sasl.Mechanism;
import org.mailgauge.sasl.SaslResponse;
import org.mailgauge.sasl.Turn;

/** One SASL exchange under way. Used by one thread. */
final class SaslExchange implements LoginService.Exchange {
    private final Logins logins;
    private final Client client;
    private final Mechanism mechanism;

    /** Where it is; null when it has ended. */
    private @Nullable Dialogue place;

    private boolean begun;

    /** Of a proof under way. */
    private LoginGuard.@Nullable Ticket ticket;

    private String user = "";
    private String identity = "";

    SaslExchange(Logins logins, Client client, Mechanism mechanism, Dialogue start) {
        this.logins = logins;
        this.client = client;
        this.mechanism = mechanism;
        place = start;
    }

    @Override
    public Answer respond(@Nullable String response) {
        var now = place;
        boolean initial = !begun;
        begun = true;
        if (now == null) {
            return new Answer.Malformed();
        }
        return switch (SaslResponse.of(response, initial)) {
            case SaslResponse.None _ -> new Answer.Challenge(mechanism.prompt());
            case SaslResponse.Cancel _ -> end(new Answer.Cancelled());
            case SaslResponse.Malformed _ -> end(new Answer.Malformed());
            case SaslResponse.Octets(var octets) -> turn(now.take(octets));
        };
    }

    private Answer turn(Turn turn) {
        return switch (turn) {
            case Turn.Challenge(var octets, var next) -> {
                place = next;
                yield new Answer.Challenge(octets);
            }
            case Turn.Password(var whom, var name, var password) ->
                    end(logins.check(client, whom, name, password, mechanism.label()));
            case Turn.Secret secret -> secret(secret);
            case Turn.Proven _ ->
                    ticket == null
                            ? end(logins.refused())
                            : end(logins.proven(ticket, user, identity, mechanism.label()));
            case Turn.Wrong _ -> end(logins.refused());
            case Turn.Certified(var whom) -> end(logins.certified(client, whom, mechanism.label()));
            case Turn.Malformed _ -> end(new Answer.Malformed());
        };
    }

    private Answer secret(Turn.Secret asked) {
        return switch (logins.ask(client, asked.user())) {
            case LoginGuard.Entry.PutOff(var retryAfter) -> end(new Answer.Throttled(retryAfter));
            case LoginGuard.Entry.Admitted(var admitted) -> {
                ticket = admitted;
                user = asked.user();
                identity = asked.identity();
                var address = AddressParser.mailbox(user).map(Account::canonical).orElse(null);
                var known = logins.credentials().scram(address, asked.hash());
                yield turn(asked.then().apply(known));
            }
        };
    }

    private Answer end(Answer answer) {
        place = null;
        return logins.told(answer, mechanism.label());
    }
}

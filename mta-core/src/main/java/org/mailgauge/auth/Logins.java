package org.mailgauge.auth;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.AddressParser;
import org.mailgauge.address.Mailbox;
import org.mailgauge.observe.Probe;
import org.mailgauge.port.Entropy;
import org.mailgauge.port.Time;
import org.mailgauge.sasl.Mechanism;
import org.mailgauge.sasl.SaslPrep;

import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjDoubleConsumer;

/** Logins over what is known of accounts and passwords. Safe for use by any thread. */
public final class Logins implements LoginService, Probe {
    private static final int NONCE_OCTETS = 18;
    private static final String PASS = "PASS";

    private final Accounts accounts;
    private final Credentials credentials;
    private final Time time;
    private final Entropy entropy;
    private final LoginGuard guard = new LoginGuard();

    /** By mechanism, then by outcome; never changed once it is made. */
    private final Map<String, Map<Outcome, LongAdder>> counts = new LinkedHashMap<>();

    private volatile LoginSettings settings;

    /** The mechanisms that somebody was offered last. */
    private volatile List<String> lastOffered = List.of();

    /** What is counted. */
    private enum Outcome {
        SUCCEEDED,
        REFUSED,
        THROTTLED,
        UNAVAILABLE,
        MALFORMED
    }

    public Logins(
            LoginSettings settings,
            Accounts accounts,
            Credentials credentials,
            Time time,
            Entropy entropy) {
        this.settings = settings;
        this.accounts = accounts;
        this.credentials = credentials;
        this.time = time;
        this.entropy = entropy;
        counts.put(PASS, zeros());
        for (var mechanism : Mechanism.values()) {
            counts.put(mechanism.label(), zeros());
        }
    }

    private static Map<Outcome, LongAdder> zeros() {
        var zeros = new EnumMap<Outcome, LongAdder>(Outcome.class);
        for (var outcome : Outcome.values()) {
            zeros.put(outcome, new LongAdder());
        }
        return zeros;
    }

    /** For what begins from now on. */
    public void become(LoginSettings next) {
        settings = next;
    }

    @Override
    public List<String> mechanisms(Client client) {
        var offered = new ArrayList<String>();
        for (var mechanism : Mechanism.values()) {
            if (isOffered(mechanism, client)) {
                offered.add(mechanism.label());
            }
        }
        return shared(offered);
    }

    /** Most clients are offered the same; those who stay for long then have one list of it. */
    private List<String> shared(List<String> offered) {
        var last = lastOffered;
        if (offered.equals(last)) {
            return last;
        }
        var own = List.copyOf(offered);
        lastOffered = own;
        return own;
    }

    private boolean isOffered(Mechanism mechanism, Client client) {
        if (!settings.mechanisms().contains(mechanism) || !isOpen(client)) {
            return false;
        }
        return switch (mechanism) {
            case EXTERNAL -> client.certified();
            case SCRAM_SHA_256_PLUS, SCRAM_SHA_1_PLUS ->
                    client.bindable() && credentials.offersScram();
            case SCRAM_SHA_256, SCRAM_SHA_1 -> credentials.offersScram();
            case PLAIN, LOGIN -> true;
        };
    }

    private boolean isOpen(Client client) {
        return client.encrypted()
                || (settings.plaintextOnLoopback() && client.address().isLoopback());
    }

    @Override
    public boolean takesPasswords(Client client) {
        return isOpen(client);
    }

    @Override
    public boolean mayUse(Account account, Mailbox sender) {
        return !settings.senderMatch() || account.maySendAs(sender);
    }

    @Override
    public Exchange begin(Client client, String name) {
        var mechanism = Mechanism.of(name);
        if (mechanism.isEmpty() || !isOffered(mechanism.get(), client)) {
            boolean helps =
                    !client.encrypted()
                            && mechanism.filter(settings.mechanisms()::contains).isPresent();
            return _ -> new Answer.NotOffered(helps);
        }
        var chosen = mechanism.get();
        var nonce = new byte[NONCE_OCTETS];
        entropy.fill(nonce);
        boolean plusOffered =
                isOffered(Mechanism.SCRAM_SHA_256_PLUS, client)
                        || isOffered(Mechanism.SCRAM_SHA_1_PLUS, client);
        var tls = client.tls();
        var start =
                chosen.begin(
                        Base64.getEncoder().encodeToString(nonce),
                        plusOffered,
                        tls == null ? null : tls.exporter());
        return new SaslExchange(this, client, chosen, start);
    }

    @Override
    public Answer login(Client client, String user, String password) {
        if (!isOpen(client)) {
            return new Answer.NotOffered(true);
        }
        var name = SaslPrep.prepare(user).orElse("");
        return told(check(client, "", name, SaslPrep.password(password), PASS), PASS);
    }

    /** Checks a password after the guard has agreed; counts nothing. */
    Answer check(Client client, String identity, String user, String password, String mechanism) {
        var address = address(user);
        return switch (ask(client, user)) {
            case LoginGuard.Entry.PutOff(var retryAfter) -> new Answer.Throttled(retryAfter);
            case LoginGuard.Entry.Admitted(var ticket) ->
                    switch (credentials.check(address, password)) {
                        case Credentials.Check.Right(var account)
                                when isHimself(identity, account) ->
                                succeeded(ticket, account, mechanism);
                        case Credentials.Check.Right _, Credentials.Check.Wrong _ -> refused();
                        case Credentials.Check.Unavailable _ -> {
                            guard.giveBack(ticket);
                            yield new Answer.Unavailable();
                        }
                    };
        };
    }

    LoginGuard.Entry ask(Client client, String user) {
        var address = address(user);
        var whom = address == null ? user.toLowerCase(Locale.ROOT) : address.toString();
        return guard.ask(settings.tries(), client.address(), whom, time.ticks());
    }

    Credentials credentials() {
        return credentials;
    }

    /** The account behind a proof that fits, if it is the one that the client wants to be. */
    Answer proven(LoginGuard.Ticket ticket, String user, String identity, String mechanism) {
        var address = address(user);
        var account = address == null ? null : accounts.find(address).orElse(null);
        return account != null && isHimself(identity, account)
                ? succeeded(ticket, account, mechanism)
                : refused();
    }

    /** The first account that the client's certificate names, or the one it wants to be. */
    Answer certified(Client client, String identity, String mechanism) {
        var tls = client.tls();
        var certificate = tls == null ? null : tls.client();
        if (certificate != null) {
            for (var name : certificate.mailAddresses()) {
                var address = address(name);
                var account = address == null ? null : accounts.find(address).orElse(null);
                if (account != null && isHimself(identity, account)) {
                    return new Answer.Success(account, mechanism);
                }
            }
        }
        return refused();
    }

    /** Nobody may act as another here, so that an identity can only repeat who he is. */
    private static boolean isHimself(String identity, Account account) {
        return identity.isEmpty() || account.address().equals(address(identity));
    }

    private static @Nullable Mailbox address(String text) {
        return AddressParser.mailbox(text).map(Account::canonical).orElse(null);
    }

    private Answer succeeded(LoginGuard.Ticket ticket, Account account, String mechanism) {
        guard.succeeded(settings.tries(), ticket, time.ticks());
        return new Answer.Success(account, mechanism);
    }

    /** The same for all who are refused, and not at once. */
    Answer refused() {
        var delay = settings.failureDelay();
        if (!delay.isZero()) {
            try {
                time.sleep(delay);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        return new Answer.Refused();
    }

    /** Counts what an exchange ended with. */
    Answer told(Answer answer, String mechanism) {
        var outcome =
                switch (answer) {
                    case Answer.Success _ -> Outcome.SUCCEEDED;
                    case Answer.Refused _ -> Outcome.REFUSED;
                    case Answer.Throttled _ -> Outcome.THROTTLED;
                    case Answer.Unavailable _ -> Outcome.UNAVAILABLE;
                    case Answer.Malformed _ -> Outcome.MALFORMED;
                    case Answer.Challenge _, Answer.Cancelled _, Answer.NotOffered _ -> null;
                };
        if (outcome != null) {
            count(mechanism, outcome);
        }
        return answer;
    }

    private void count(String mechanism, Outcome outcome) {
        var of = counts.get(mechanism);
        var count = of == null ? null : of.get(outcome);
        if (count == null) {
            throw new IllegalArgumentException(mechanism + " " + outcome);
        }
        count.increment();
    }

    @Override
    public void read(ObjDoubleConsumer<String> into) {
        for (var outcome : Outcome.values()) {
            var end = outcome.name().toLowerCase(Locale.ROOT) + "_total";
            double all = 0;
            for (var of : counts.entrySet()) {
                double count = Objects.requireNonNull(of.getValue().get(outcome)).sum();
                var name = of.getKey().toLowerCase(Locale.ROOT).replace('-', '_');
                into.accept("logins_" + name + "_" + end, count);
                all += count;
            }
            into.accept("logins_" + end, all);
        }
        into.accept("login_guard_entries", guard.entries());
    }
}

package org.mailgauge.agent.accounts;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.AddressParser;
import org.mailgauge.address.Mailbox;
import org.mailgauge.auth.Account;
import org.mailgauge.sasl.SaslPrep;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What the operator does with accounts: checked, and answered in words. Safe for use by any thread.
 */
public final class AccountChanges {
    private static final int PASSWORD_OCTETS = 1024;
    private static final int APPS = 50;
    private static final int SENDS_AS = 200;
    private static final int SALT = 8;

    private final AccountStore store;
    private final Supplier<Set<String>> localDomains;

    public AccountChanges(AccountStore store, Supplier<Set<String>> localDomains) {
        this.store = store;
        this.localDomains = localDomains;
    }

    /** How it went. */
    public enum Result {
        DONE,
        /** What was given can't be used. */
        WRONG_USE,
        /** No such account or app password. */
        MISSING,
        /** There is one already. */
        EXISTS,
        /** It could not be written, or too much waits: nothing has changed. */
        FAILED
    }

    /**
     * An answer.
     *
     * @param text one line for the operator
     * @param secret a password that is shown once; null when there is none
     */
    public record Outcome(Result result, String text, @Nullable String secret) {
        static Outcome of(Result result, String text) {
            return new Outcome(result, text, null);
        }
    }

    /** An account, to be shown; nothing secret. */
    public record Shown(
            String address,
            String password,
            boolean scram,
            List<String> sendsAs,
            List<App> apps,
            boolean damaged) {}

    /** An app password, to be shown. */
    public record App(String name, Instant made) {}

    /** All accounts. */
    public List<Shown> list() {
        return store.book().entries().stream().map(AccountChanges::shown).toList();
    }

    private static Shown shown(Entry entry) {
        return new Shown(
                entry.address().toString(),
                entry.hash() == null ? "none" : entry.hash().kind(),
                entry.sha256() != null,
                entry.sendsAs().stream().map(Mailbox::toString).toList(),
                entry.apps().stream().map(app -> new App(app.name(), app.made())).toList(),
                entry.damaged());
    }

    /** What is to be known of a password: itself, or a hash of it. */
    public sealed interface Given {
        record Password(String text) implements Given {}

        record Hash(String text) implements Given {}
    }

    /** Adds an account. */
    public Outcome add(String address, Given given, Collection<String> sendsAs) {
        var mailbox = local(address);
        var others = addresses(sendsAs);
        if (mailbox == null || others == null) {
            return mailbox == null ? badAddress(address) : badSendsAs();
        }
        if (store.book().entry(mailbox) != null) {
            return exists(mailbox);
        }
        return withSecrets(
                given,
                secrets ->
                        change(
                                mailbox,
                                was -> was != null ? was : secrets.sendingAs(others),
                                "added " + mailbox),
                mailbox);
    }

    /** Gives an account another password; its app passwords stay. */
    public Outcome passwd(String address, Given given) {
        var mailbox = known(address);
        return mailbox == null
                ? missing(address)
                : withSecrets(
                        given,
                        fresh ->
                                change(
                                        mailbox,
                                        was ->
                                                was == null
                                                        ? null
                                                        : was.with(
                                                                fresh.hash(),
                                                                fresh.sha1(),
                                                                fresh.sha256()),
                                        "changed the password of " + mailbox),
                        mailbox);
    }

    /** Goes on with an entry that has the given password and nothing else. */
    private interface WithSecrets {
        Outcome run(Entry entry);
    }

    private Outcome withSecrets(Given given, WithSecrets next, Mailbox mailbox) {
        return switch (given) {
            case Given.Hash(var text) ->
                    StoredHash.parse(text)
                            .map(hash -> next.run(Entry.of(mailbox, hash)))
                            .orElseGet(
                                    () ->
                                            Outcome.of(
                                                    Result.WRONG_USE,
                                                    "this hash can't be read; read are "
                                                            + StoredHash.ACCEPTED));
            case Given.Password(var text) -> {
                var problem = problem(text);
                if (problem != null) {
                    yield Outcome.of(Result.WRONG_USE, problem);
                }
                var made = store.hash(text);
                yield made == null
                        ? Outcome.of(
                                Result.FAILED, "too many passwords are being hashed; try again")
                        : next.run(
                                Entry.of(mailbox, null)
                                        .with(made.hash(), made.sha1(), made.sha256()));
            }
        };
    }

    private static @Nullable String problem(String password) {
        if (password.isEmpty()) {
            return "the password is empty";
        }
        if (password.getBytes(StandardCharsets.UTF_8).length > PASSWORD_OCTETS) {
            return "the password has more than " + PASSWORD_OCTETS + " octets";
        }
        return SaslPrep.prepare(password).filter(text -> !text.isEmpty()).isEmpty()
                ? "the password has control characters, or others that RFC 4013 prohibits"
                : null;
    }

    /** Removes an account; its mail stays. */
    public Outcome remove(String address) {
        var mailbox = known(address);
        return mailbox == null
                ? missing(address)
                : change(
                        mailbox,
                        _ -> null,
                        "removed " + mailbox + "; what is in its mailboxes stays on disk");
    }

    /** Says as whom an account may send, besides itself. */
    public Outcome sendsAs(String address, Collection<String> given) {
        var mailbox = known(address);
        var others = addresses(given);
        if (mailbox == null || others == null) {
            return mailbox == null ? missing(address) : badSendsAs();
        }
        return intact(
                mailbox,
                was -> was.sendingAs(others),
                mailbox
                        + " may send as "
                        + (others.isEmpty()
                                ? "nobody else"
                                : String.join(
                                        ", ", others.stream().map(Mailbox::toString).toList())));
    }

    /** Makes an app password, which is in the answer and nowhere else. */
    public Outcome addApp(String address, String name) {
        var mailbox = known(address);
        if (mailbox == null) {
            return missing(address);
        }
        if (!AccountText.isName(name)) {
            return Outcome.of(
                    Result.WRONG_USE,
                    "name: 1 to 64 letters, digits, dots, dashes, underscores or @");
        }
        var entry = store.book().entry(mailbox);
        if (entry != null && entry.app(name).isPresent()) {
            return Outcome.of(
                    Result.EXISTS,
                    mailbox
                            + " has an app password "
                            + name
                            + "; remove it first, or name another");
        }
        if (entry != null && entry.apps().size() >= APPS) {
            return Outcome.of(
                    Result.WRONG_USE, mailbox + " has " + APPS + " app passwords: enough");
        }
        var secret = AppSecret.make(store.entropy());
        var salt = new byte[SALT];
        store.entropy().fill(salt);
        var app =
                new Entry.AppPassword(
                        name, store.time().wall(), StoredHash.fast(salt, AppSecret.plain(secret)));
        var done =
                intact(
                        mailbox,
                        was -> was.app(name).isPresent() ? was : was.with(app),
                        "added the app password " + name + " of " + mailbox);
        return done.result() == Result.DONE ? new Outcome(Result.DONE, done.text(), secret) : done;
    }

    /** Revokes an app password. */
    public Outcome removeApp(String address, String name) {
        var mailbox = known(address);
        var entry = mailbox == null ? null : store.book().entry(mailbox);
        if (mailbox == null || entry == null) {
            return missing(address);
        }
        return entry.app(name).isEmpty()
                ? Outcome.of(
                        Result.MISSING,
                        mailbox
                                + " has no such app password; see: mailgauge user app-password list "
                                + mailbox)
                : intact(
                        mailbox,
                        was -> was.without(name),
                        "removed the app password " + name + " of " + mailbox);
    }

    private Outcome intact(Mailbox mailbox, UnaryOperator<Entry> change, String done) {
        var entry = store.book().entry(mailbox);
        return entry != null && entry.damaged()
                ? Outcome.of(
                        Result.WRONG_USE,
                        "the line of "
                                + mailbox
                                + " is damaged; give it a password first: mailgauge user passwd "
                                + mailbox)
                : change(mailbox, was -> was == null ? null : change.apply(was), done);
    }

    private Outcome change(Mailbox mailbox, UnaryOperator<@Nullable Entry> change, String done) {
        try {
            store.change(mailbox, change);
            return Outcome.of(Result.DONE, done);
        } catch (IOException failed) {
            return Outcome.of(
                    Result.FAILED,
                    "nothing was changed: the accounts can't be written: " + failed.getMessage());
        }
    }

    // --- what is given

    private @Nullable Mailbox local(String address) {
        return AddressParser.mailbox(address)
                .filter(mailbox -> localDomains.get().contains(mailbox.domain()))
                .filter(mailbox -> !mailbox.localPart().startsWith("\""))
                .map(Account::canonical)
                .orElse(null);
    }

    private @Nullable Mailbox known(String address) {
        return AddressParser.mailbox(address)
                .map(Account::canonical)
                .filter(mailbox -> store.book().entry(mailbox) != null)
                .orElse(null);
    }

    private static @Nullable List<Mailbox> addresses(Collection<String> given) {
        var all = new ArrayList<Mailbox>();
        for (var text : given) {
            var mailbox = AddressParser.mailbox(text);
            if (mailbox.isEmpty() || all.size() >= SENDS_AS) {
                return null;
            }
            all.add(Account.canonical(mailbox.get()));
        }
        return all;
    }

    private Outcome badAddress(String address) {
        var mailbox = AddressParser.mailbox(address);
        if (mailbox.isEmpty() || mailbox.get().localPart().startsWith("\"")) {
            return Outcome.of(Result.WRONG_USE, "give an address such as ann@example.org");
        }
        var ours = new TreeSet<>(localDomains.get());
        return Outcome.of(
                Result.WRONG_USE,
                mailbox.get().domain()
                        + " is none of our domains"
                        + (ours.isEmpty()
                                ? " (there are none)"
                                : " (" + String.join(", ", ours) + ")")
                        + "; add it to local-domains in the configuration, reload, and try again");
    }

    private static Outcome badSendsAs() {
        return Outcome.of(
                Result.WRONG_USE,
                "sends-as: give at most " + SENDS_AS + " addresses such as info@example.org");
    }

    private static Outcome exists(Mailbox mailbox) {
        return Outcome.of(
                Result.EXISTS,
                mailbox
                        + " is there already; change its password with: mailgauge user passwd "
                        + mailbox);
    }

    private static Outcome missing(String address) {
        var shown = AddressParser.mailbox(address).map(Mailbox::toString).orElse("that address");
        return Outcome.of(
                Result.MISSING, "there is no account " + shown + "; see: mailgauge user list");
    }
}

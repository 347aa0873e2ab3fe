package org.mailgauge.testing;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Mailbox;
import org.mailgauge.auth.Account;
import org.mailgauge.auth.Client;
import org.mailgauge.auth.LoginService;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Logins of the accounts {@code anna@local.test} and {@code bob@local.test}, or for short {@code
 * anna} and {@code bob}, with the password {@code secret word} or another that is not all ASCII; by
 * PLAIN, and by LOGIN, which asks for two responses.
 */
public final class MemoryLogins implements LoginService {
    public static final Mailbox ANNA = new Mailbox("anna", "local.test");
    public static final Mailbox BOB = new Mailbox("bob", "local.test");
    private static final List<String> PASSWORDS = List.of("secret word", "pass\u00e9 \u20ac");

    private final boolean needsTls;
    private final @Nullable Answer always;

    /**
     * @param needsTls whether nothing is offered without
     * @param always what every login ends with; null when it depends
     */
    public MemoryLogins(boolean needsTls, @Nullable Answer always) {
        this.needsTls = needsTls;
        this.always = always;
    }

    @Override
    public List<String> mechanisms(Client client) {
        return takesPasswords(client) ? List.of("PLAIN", "LOGIN") : List.of();
    }

    @Override
    public boolean takesPasswords(Client client) {
        return client.encrypted() || !needsTls;
    }

    @Override
    public Answer login(Client client, String user, String password) {
        if (!takesPasswords(client)) {
            return new Answer.NotOffered(true);
        }
        if (always != null) {
            return always;
        }
        for (var account : List.of(ANNA, BOB)) {
            boolean known = user.equals(account.localPart()) || user.equals(account.toString());
            if (known && PASSWORDS.contains(password)) {
                return new Answer.Success(new Account(account, List.of()), "PASS");
            }
        }
        return new Answer.Refused();
    }

    @Override
    public Exchange begin(Client client, String mechanism) {
        var name = mechanism.toUpperCase(Locale.ROOT);
        if (!mechanisms(client).contains(name)) {
            return _ -> new Answer.NotOffered(!takesPasswords(client));
        }
        int wanted = name.equals("PLAIN") ? 1 : 2;
        var responses = new ArrayList<String>();
        return response -> {
            if (response != null && response.equals("*")) {
                return new Answer.Cancelled();
            }
            if (response != null) {
                try {
                    responses.add(decoded(response.equals("=") ? "" : response));
                } catch (IllegalArgumentException malformed) {
                    return new Answer.Malformed();
                }
            }
            if (responses.size() < wanted) {
                return new Answer.Challenge(new byte[responses.size()]);
            }
            var parts = String.join("\0", responses).split("\0", -1);
            return parts.length < 2
                    ? new Answer.Malformed()
                    : login(client, parts[parts.length - 2], parts[parts.length - 1]);
        };
    }

    private static String decoded(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    /** One that is too early. */
    public static Answer throttled() {
        return new Answer.Throttled(Duration.ofSeconds(1));
    }
}

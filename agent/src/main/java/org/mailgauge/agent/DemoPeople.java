package org.mailgauge.agent;

import org.mailgauge.agent.accounts.AccountChanges;
import org.mailgauge.agent.demo.DemoReader;
import org.mailgauge.port.Entropy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The sample users of a demonstration: accounts of a domain that exists nowhere. They go with it;
 * their mail goes when the store forgets that of removed accounts.
 */
final class DemoPeople implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DemoPeople.class);

    private final AccountChanges changes;
    private final List<DemoReader.User> users = new ArrayList<>();

    private DemoPeople(AccountChanges changes) {
        this.changes = changes;
    }

    /**
     * Gives them accounts, with a password by chance, in place of any that a killed run has left.
     */
    static DemoPeople of(List<String> addresses, AccountChanges changes, Entropy entropy) {
        var people = new DemoPeople(changes);
        var password = HexFormat.of().toHexDigits(entropy.bits());
        for (var address : addresses) {
            people.forget(address);
            var given = new AccountChanges.Given.Password(password);
            var outcome = changes.add(address, given, List.of());
            if (outcome.result() == AccountChanges.Result.DONE) {
                people.users.add(new DemoReader.User(address, password));
            } else {
                LOG.warn("demo: no account for {}: {}", address, outcome.text());
            }
        }
        return people;
    }

    List<DemoReader.User> users() {
        return List.copyOf(users);
    }

    @Override
    public void close() {
        users.forEach(user -> forget(user.address()));
    }

    private void forget(String address) {
        changes.remove(address);
    }
}

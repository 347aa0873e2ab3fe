package org.mailgauge.agent;

import org.mailgauge.agent.accounts.AccountChanges;
import org.mailgauge.agent.accounts.AccountStore;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.auth.Accounts;
import org.mailgauge.auth.LoginService;
import org.mailgauge.auth.Logins;
import org.mailgauge.auth.RememberedPasswords;
import org.mailgauge.host.HostEntropy;
import org.mailgauge.observe.Probe;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Entropy;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;

import java.io.IOException;
import java.util.Set;
import java.util.function.ObjDoubleConsumer;
import java.util.function.Supplier;

/** Users: their accounts, and how they log in. Safe for use by any thread. */
final class UsersPart implements Probe, AutoCloseable {
    private static final int REMEMBERED = 10_000;

    private final AccountStore accounts;
    private final RememberedPasswords remembered;
    private final Logins logins;

    private UsersPart(AgentConfig config, AccountStore accounts, Time time, Entropy entropy) {
        this.accounts = accounts;
        var keep = config.accounts().remember();
        remembered = new RememberedPasswords(accounts, accounts, time, entropy, keep, REMEMBERED);
        logins = new Logins(config.logins(), accounts, remembered, time, entropy);
    }

    /** Reads the accounts. */
    static UsersPart open(AgentConfig config, Disk disk, Tasks tasks, Time time)
            throws IOException {
        var entropy = new HostEntropy();
        var parts = new AccountStore.Parts(disk, tasks, time, entropy);
        return new UsersPart(config, AccountStore.open(config.accounts(), parts), time, entropy);
    }

    Accounts accounts() {
        return accounts;
    }

    LoginService logins() {
        return logins;
    }

    AccountChanges changes(Supplier<Set<String>> localDomains) {
        return new AccountChanges(accounts, localDomains);
    }

    /** Reads the file again; then what is returned takes another configuration, without fail. */
    Runnable prepare(AgentConfig next) throws IOException {
        accounts.reload();
        return () -> {
            accounts.become(next.accounts().hashing());
            remembered.keep(next.accounts().remember());
            logins.become(next.logins());
        };
    }

    @Override
    public void read(ObjDoubleConsumer<String> into) {
        accounts.read(into);
        remembered.read(into);
        logins.read(into);
    }

    @Override
    public void close() {
        remembered.close();
        accounts.close();
    }
}

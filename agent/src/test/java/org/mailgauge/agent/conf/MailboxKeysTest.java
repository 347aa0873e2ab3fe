package org.mailgauge.agent.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.mailgauge.address.AddressParser;
import org.mailgauge.address.Mailbox;
import org.mailgauge.config.MailboxConfig;
import org.mailgauge.store.sqlite.StoreSettings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

class MailboxKeysTest {
    private static AgentConfig config(String more) {
        var text = "hostname: mx.a.test\n" + more;
        return Objects.requireNonNull(
                ConfigReader.read(text, Path.of("/srv"), Files::readString).config());
    }

    private static Mailbox mailbox(String text) {
        return AddressParser.mailbox(text).orElseThrow();
    }

    private static Optional<String> missing(String more, String... accounts) {
        var known = Set.of(accounts).stream().map(MailboxKeysTest::mailbox);
        var all = known.collect(Collectors.toSet());
        return Postmasters.missing(config(more), all::contains).map(p -> p.text("f.yaml"));
    }

    @Test
    void whatIsNotGivenIsAsTheProgramHasIt() {
        assertEquals(MailboxConfig.DEFAULT, config("").mailboxes());
        assertEquals(StoreSettings.DEFAULT, config("").store());
    }

    @Test
    void whatIsGivenIsTaken() {
        var given =
                config(
                        """
                        mailboxes:
                          quota: 1GiB
                          over-quota: refuse
                          separator: "--"
                          sub-address-folders: true
                          postmaster: anne@a.test
                          retention: P30D
                          shards: 8
                          cached-messages: 5000
                        """);
        assertEquals(
                new MailboxConfig("--", true, mailbox("anne@a.test"), true, 1L << 30),
                given.mailboxes());
        assertEquals(StoreSettings.DEFAULT.with(8, Duration.ofDays(30), 5000), given.store());
        assertEquals(8, given.store().shards());
        assertEquals("", config("mailboxes: {separator: off}\n").mailboxes().separator());
    }

    @Test
    void domainsWhosePostmasterIsNobodyAreNamedOnce() {
        var domains = "local-domains: [b.test, a.test]\n";
        assertEquals(
                Optional.of(
                        "f.yaml:2: local-domains: nobody gets mail for postmaster of a.test, b.test;"
                                + " name an account in mailboxes.postmaster, or make one: mailgauge"
                                + " user add postmaster@a.test"),
                missing(domains));
        assertEquals(
                Optional.of(
                        "f.yaml:2: local-domains: nobody gets mail for postmaster of b.test; name an"
                                + " account in mailboxes.postmaster, or make one: mailgauge user add"
                                + " postmaster@b.test"),
                missing(domains, "postmaster@a.test", "anne@b.test"));
        assertEquals(Optional.empty(), missing(domains, "postmaster@a.test", "postmaster@b.test"));
        assertEquals(Optional.empty(), missing(""));
    }

    @Test
    void theAccountThatIsNamedForPostmasterHasToBeThere() {
        var named = "local-domains: [a.test]\nmailboxes: {postmaster: anne@a.test}\n";
        assertEquals(Optional.empty(), missing(named, "anne@a.test"));
        assertEquals(
                Optional.of(
                        "f.yaml:3: mailboxes.postmaster: anne@a.test is no account, and nobody gets"
                                + " mail for postmaster of a.test; name an account in"
                                + " mailboxes.postmaster, or make one: mailgauge user add"
                                + " postmaster@a.test"),
                missing(named, "bert@a.test"));
    }
}

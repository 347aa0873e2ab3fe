package org.mailgauge.agent.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.address.AddressParser;
import org.mailgauge.address.Mailbox;
import org.mailgauge.agent.accounts.AccountChanges.Given;
import org.mailgauge.agent.accounts.AccountChanges.Outcome;
import org.mailgauge.agent.accounts.AccountChanges.Result;
import org.mailgauge.agent.conf.AccountConfig;
import org.mailgauge.agent.conf.AccountConfig.Hashing;
import org.mailgauge.auth.Account;
import org.mailgauge.auth.Accounts;
import org.mailgauge.auth.Credentials.Check;
import org.mailgauge.disk.NewerFormatException;
import org.mailgauge.host.HostDisk;
import org.mailgauge.host.HostEntropy;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.sasl.ScramHash;
import org.mailgauge.sasl.ScramSecret;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

class AccountStoreTest {
    private static final AccountConfig CONFIG =
            new AccountConfig("accounts", Duration.ofMinutes(5), 2, StoredHashTest.CHEAP);
    private static final Mailbox ANN = mailbox("ann@example.test");

    @TempDir Path folder;
    private HostTasks tasks;
    private HostTime time;
    private AccountStore store;
    private AccountChanges changes;

    private static Mailbox mailbox(String text) {
        return AddressParser.mailbox(text).orElseThrow();
    }

    @BeforeEach
    void open() throws IOException {
        tasks = new HostTasks(1);
        time = new HostTime();
        store = start(CONFIG);
        changes = new AccountChanges(store, () -> Set.of("example.test"));
    }

    private AccountStore start(AccountConfig config) throws IOException {
        return AccountStore.open(
                config,
                new AccountStore.Parts(HostDisk.at(folder), tasks, time, new HostEntropy()));
    }

    @AfterEach
    void close() {
        store.close();
        time.close();
        tasks.close();
    }

    private Outcome add(String address, String password) {
        return changes.add(address, new Given.Password(password), List.of());
    }

    private Outcome addHash(String address, String hash) {
        return changes.add(address, new Given.Hash(hash), List.of());
    }

    private static void assertDone(Outcome outcome) {
        assertEquals(Result.DONE, outcome.result(), outcome.text());
    }

    private boolean fits(Mailbox user, String password) {
        return store.check(user, password) instanceof Check.Right;
    }

    private Path file() {
        return folder.resolve("accounts");
    }

    @Test
    void addedAccountLogsInAndLastsOverARestart() throws IOException {
        assertDone(add("Ann@Example.test", "pässword"));
        assertTrue(fits(ANN, "pässword"));
        assertFalse(fits(ANN, "password"));
        var text = Files.readString(file());
        assertFalse(text.contains("pässword"));
        assertTrue(text.contains("$argon2id$v=19$m=64,t=1,p=1$"));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
        store.close();
        store = start(CONFIG);
        assertTrue(fits(ANN, "pässword"));
        assertEquals(List.of(new Account(ANN, List.of())), store.list());
        assertEquals(text, Files.readString(file()));
    }

    @Test
    void scramSecretsAreThePasswords() {
        assertDone(add("ann@example.test", "pw"));
        for (var hash : ScramHash.values()) {
            var secret = store.scram(ANN, hash);
            assertEquals(ScramSecret.of(hash, "pw", secret.salt(), secret.iterations()), secret);
            assertEquals(4096, secret.iterations());
        }
        assertTrue(store.offersScram());
    }

    @Test
    @DisplayName("who has no secret gets the same made-up one, also after a restart")
    void madeUpSecrets() throws IOException {
        assertDone(add("ann@example.test", "pw"));
        var nobody = mailbox("nobody@example.test");
        var made = store.scram(nobody, ScramHash.SHA_256);
        assertEquals(4096, made.iterations());
        assertEquals(16, made.salt().length);
        assertEquals(made, store.scram(mailbox("NOBODY@example.test"), ScramHash.SHA_256));
        assertNotEquals(made, store.scram(mailbox("nobody2@example.test"), ScramHash.SHA_256));
        assertNotNull(store.scram(null, ScramHash.SHA_1));
        store.close();
        store = start(CONFIG);
        assertEquals(made, store.scram(nobody, ScramHash.SHA_256));
    }

    private long work(Mailbox user, String password) {
        long before = store.work();
        boolean _ = fits(user, password);
        return store.work() - before;
    }

    @Test
    @DisplayName("a wrong password costs the same Argon2id work, whoever is asked for")
    void workIsAlike() {
        assertDone(add("ann@example.test", "pw"));
        assertDone(addHash("old@example.test", "{SHA}wBFJYYjnh5eS5Eft5JORpd7Gkko="));
        var other =
                "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        assertEquals(64, work(ANN, "wrong"));
        assertEquals(64, work(mailbox("nobody@example.test"), "wrong"));
        assertEquals(64, work(mailbox("old@example.test"), "wrong"));
        long before = store.work();
        assertInstanceOf(Check.Wrong.class, store.check(null, "wrong"));
        assertEquals(64, store.work() - before);
        assertDone(addHash("argon@example.test", other));
        assertEquals(512 + 64, work(mailbox("argon@example.test"), "wrong"));
    }

    @Test
    void foreignHashIsHashedAnewAtLogin() throws IOException {
        assertDone(addHash("ann@example.test", "{SHA}wBFJYYjnh5eS5Eft5JORpd7Gkko="));
        assertFalse(store.offersScram());
        assertFalse(fits(ANN, "wrong"));
        store.flushRehashed();
        assertTrue(Files.readString(file()).contains("{SHA}"));
        assertTrue(fits(ANN, "pässword 1"));
        store.flushRehashed();
        assertFalse(Files.readString(file()).contains("{SHA}"));
        assertTrue(store.offersScram());
        assertTrue(fits(ANN, "pässword 1"));
    }

    @Test
    void rehashCanBeOff() throws IOException {
        store.become(new Hashing(64, 1, 1, 4096, false));
        assertDone(addHash("ann@example.test", "{SHA}wBFJYYjnh5eS5Eft5JORpd7Gkko="));
        assertTrue(fits(ANN, "pässword 1"));
        store.flushRehashed();
        assertTrue(Files.readString(file()).contains("{SHA}"));
    }

    @Test
    void appPasswordsAreShownOnceAndRevoked() throws IOException {
        assertDone(add("ann@example.test", "pw"));
        var made = changes.addApp("ann@example.test", "phone");
        assertDone(made);
        var secret = String.valueOf(made.secret());
        assertTrue(secret.matches("([a-z2-9]{4}-){4}[a-z2-9]{4}"), secret);
        assertFalse(Files.readString(file()).contains(secret.replace("-", "")));
        assertTrue(fits(ANN, secret));
        assertTrue(fits(ANN, secret.replace("-", "")));
        assertTrue(fits(ANN, "pw"));
        assertEquals("phone", changes.list().getFirst().apps().getFirst().name());
        assertEquals(Result.EXISTS, changes.addApp("ann@example.test", "phone").result());
        assertEquals(Result.WRONG_USE, changes.addApp("ann@example.test", "a:b").result());
        assertDone(changes.removeApp("ann@example.test", "phone"));
        assertFalse(fits(ANN, secret));
        assertEquals(Result.MISSING, changes.removeApp("ann@example.test", "phone").result());
    }

    @Test
    void changesAreChecked() {
        assertDone(add("ann@example.test", "pw"));
        assertEquals(Result.EXISTS, add("ANN@example.test", "pw").result());
        var foreign = add("ann@other.test", "pw");
        assertEquals(Result.WRONG_USE, foreign.result());
        assertTrue(foreign.text().contains("local-domains"), foreign.text());
        assertEquals(Result.WRONG_USE, add("ann", "pw").result());
        assertEquals(Result.WRONG_USE, add("bob@example.test", "").result());
        assertEquals(Result.WRONG_USE, add("bob@example.test", "p\u0007w").result());
        assertEquals(Result.WRONG_USE, addHash("bob@example.test", "$1$x$y").result());
        assertEquals(
                Result.MISSING,
                changes.passwd("bob@example.test", new Given.Password("x")).result());
        assertEquals(Result.MISSING, changes.remove("bob@example.test").result());
        assertDone(changes.passwd("ann@example.test", new Given.Password("new")));
        assertFalse(fits(ANN, "pw"));
        assertTrue(fits(ANN, "new"));
        assertDone(changes.sendsAs("ann@example.test", List.of("Info@example.test")));
        assertTrue(store.find(ANN).orElseThrow().maySendAs(mailbox("info@example.test")));
        assertDone(changes.remove("ann@example.test"));
        assertFalse(fits(ANN, "new"));
    }

    @Test
    void listenersAreTold() {
        var told = new ArrayList<String>();
        var subscription =
                store.subscribe(
                        new Accounts.Listener() {
                            @Override
                            public void changed(Account account) {
                                told.add("changed " + account.address());
                            }

                            @Override
                            public void removed(Mailbox address) {
                                told.add("removed " + address);
                            }
                        });
        assertDone(add("ann@example.test", "pw"));
        assertDone(changes.passwd("ann@example.test", new Given.Password("new")));
        assertDone(changes.sendsAs("ann@example.test", List.of("x@example.test")));
        assertDone(changes.remove("ann@example.test"));
        assertEquals(
                List.of(
                        "changed ann@example.test",
                        "changed ann@example.test",
                        "changed ann@example.test",
                        "removed ann@example.test"),
                told);
        subscription.close();
        assertDone(add("ann@example.test", "pw"));
        assertEquals(4, told.size());
    }

    @Test
    @DisplayName("a damaged line stops one account, which still gets mail, and is kept")
    void damagedLine() throws IOException {
        assertDone(add("ann@example.test", "pw"));
        assertDone(add("bob@example.test", "pw"));
        var text = Files.readString(file());
        var damaged =
                text.replaceFirst("(ann@example.test\tpassword=\\$argon2id\\$v=19\\$m=)64", "$18");
        assertNotEquals(text, damaged);
        Files.writeString(file(), damaged + "no line of ours\n");
        store.reload();
        assertInstanceOf(Check.Unavailable.class, store.check(ANN, "pw"));
        assertTrue(store.find(ANN).isPresent());
        assertTrue(fits(mailbox("bob@example.test"), "pw"));
        assertTrue(changes.list().getFirst().damaged());
        assertDone(add("eve@example.test", "pw"));
        var now = Files.readString(file());
        assertTrue(now.contains("no line of ours\n"));
        assertTrue(damaged.lines().filter(now::contains).count() >= 3, now);
        assertEquals(Result.WRONG_USE, changes.addApp("ann@example.test", "x").result());
        assertDone(changes.passwd("ann@example.test", new Given.Password("again")));
        assertTrue(fits(ANN, "again"));
    }

    @Test
    void handWrittenLineIsTakenAndFileIsFollowed() throws IOException {
        assertDone(add("ann@example.test", "pw"));
        Files.writeString(
                file(),
                Files.readString(file())
                        + "-\tbob@example.test\tpassword={SHA}wBFJYYjnh5eS5Eft5JORpd7Gkko=\n");
        store.reload();
        assertTrue(fits(mailbox("bob@example.test"), "pässword 1"));
        assertTrue(fits(ANN, "pw"));
    }

    @Test
    void newerVersionIsRefused() throws IOException {
        store.close();
        Files.writeString(file(), "mailgauge-accounts 2 AAAA\n");
        assertThrows(NewerFormatException.class, () -> start(CONFIG));
        assertEquals("mailgauge-accounts 2 AAAA\n", Files.readString(file()));
    }
}

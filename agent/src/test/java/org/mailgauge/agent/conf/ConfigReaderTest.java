package org.mailgauge.agent.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.port.LocalAccess;
import org.mailgauge.route.NextHop;
import org.mailgauge.route.Route;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

class ConfigReaderTest {
    private static final int MUTANTS = 10_000;

    private static AgentConfig read(String text) {
        var reading = ConfigReader.read(text, Path.of("/srv"), Files::readString);
        assertEquals(List.of(), reading.errors());
        return Objects.requireNonNull(reading.config());
    }

    /** So that a default of the table can't part from the core's. */
    @Test
    void defaultsAreThoseOfTheCore() {
        var mta = read("hostname: mx.a.test").mta();
        assertEquals(MtaConfig.SmtpLimits.DEFAULT, mta.smtp());
        assertEquals(MtaConfig.QueueConfig.DEFAULT, mta.queue());
        assertEquals(MtaConfig.DeliveryConfig.DEFAULT, mta.delivery());
    }

    @Test
    void everyDefaultIsAccepted() {
        for (var entry : Keys.table()) {
            if (entry instanceof Key<?> key) {
                boolean bare = key.required() || key.fallback().isEmpty();
                assertTrue(bare || key.many() || !Defaults.of(key).isEmpty(), key.path());
            }
        }
    }

    @Test
    void readsWhatIsGiven() {
        var config =
                read(
                        """
                        hostname: MX.A.test
                        data-dir: store
                        local-domains: [A.test]
                        listen: {smtp: "[::1]:25", submission: "off", submissions: "off", lmtp: "off", http: "off"}
                        max-message-size: 1MiB
                        bare-line-end: {smtp: normalize}
                        queue: {retry-first: PT1S}
                        relay-networks: ["10.0.0.0/8", "192.0.2.1"]
                        relay-domains: ["*.Lab.test"]
                        routes:
                          - {match: "*.lab.test", via: "smtp:[127.0.0.1]:2526", channel: lab}
                          - {match: "*", via: hold}
                        snmp:
                          communities: [{name: s3cret}]
                          users:
                            - name: noc
                              auth: SHA-512
                              auth-passphrase: abcdefgh
                              priv-passphrase: abcdefgi
                              view: summary
                        """);
        var mta = config.mta();
        assertEquals("mx.a.test", mta.hostname());
        assertEquals(Path.of("/srv/store"), config.dataDir());
        assertEquals(Set.of("a.test"), mta.localDomains());
        assertEquals(1, mta.listeners().size());
        var smtp = mta.listeners().getFirst();
        assertEquals("[::1]:25", smtp.at().toString());
        assertEquals(MtaConfig.BareLineEnd.NORMALIZE, smtp.bareLineEnd());
        assertEquals(1 << 20, mta.maxMessageOctets());
        assertEquals(Duration.ofSeconds(1), mta.queue().retryFirst());
        assertEquals(List.of(8, 32), mta.relayNetworks().stream().map(n -> n.bits()).toList());
        assertEquals(Set.of("*.lab.test"), mta.relayDomains());
        assertEquals(
                List.of(
                        new Route("*.lab.test", new NextHop.SmtpHost("127.0.0.1", 2526), "lab"),
                        new Route("*", new NextHop.Hold(), "")),
                mta.routes());
        assertEquals("s3cret", config.snmp().communities().getFirst().name().reveal());
        assertEquals(2, config.snmp().communities().getFirst().from().size());
        assertEquals(SnmpConfig.Auth.SHA_512, config.snmp().users().getFirst().auth());
        assertEquals(null, config.http().listen());
    }

    @Test
    void whatTheOperatorSetIsToldFromDefaults() {
        assertEquals(Set.of(), read("hostname: mx.a.test").mta().given());
        var mta =
                read("""
                                hostname: mx.a.test
                                smtp: {connections: 20001}
                                delivery: {associations: 999}
                                """)
                        .mta();
        assertEquals(
                Set.of(MtaConfig.Limit.CONNECTIONS, MtaConfig.Limit.ASSOCIATIONS), mta.given());
        assertEquals(
                Set.of(MtaConfig.Limit.RESERVE),
                read("{hostname: mx.a.test, smtp: {reserve: 7}}").mta().given());
        assertEquals(
                Set.of(), read("{hostname: mx.a.test, smtp: {connections: 20000}}").mta().given());
    }

    @Test
    void lmtpMayListenOnLoopbackAndOnASocket() {
        var listeners =
                read("""
                                hostname: mx.a.test
                                listen:
                                  {smtp: "off", submission: "off", submissions: "off", lmtp: "[::1]:2424",
                                   lmtp-socket: /run/mailgauge/lmtp, lmtp-socket-mode: 0600}
                                bare-line-end: {lmtp: reject}
                                """)
                        .mta()
                        .listeners();
        assertEquals(
                List.of(
                        new MtaConfig.At.Tcp(
                                new Endpoint(IpAddress.parse("::1").orElseThrow(), 2424)),
                        new MtaConfig.At.LocalSocket("/run/mailgauge/lmtp", 0600)),
                listeners.stream().map(MtaConfig.Listener::at).toList());
        for (var listener : listeners) {
            assertEquals(MtaConfig.Service.LMTP, listener.service());
            assertEquals(MtaConfig.BareLineEnd.REJECT, listener.bareLineEnd());
        }
    }

    @Test
    void usersAndGroupsOfTheSocket() {
        var listeners =
                read("""
                                hostname: mx.a.test
                                listen:
                                  {smtp: "off", submission: "off", submissions: "off", lmtp: "off",
                                   lmtp-socket: /run/mailgauge/lmtp, lmtp-socket-mode: 0666,
                                   lmtp-socket-users: [postfix, 1001], lmtp-socket-groups: [mail]}
                                """)
                        .mta()
                        .listeners();
        assertEquals(
                List.of(
                        new MtaConfig.At.LocalSocket(
                                "/run/mailgauge/lmtp",
                                new LocalAccess(0666, Set.of("postfix", "1001"), Set.of("mail")))),
                listeners.stream().map(MtaConfig.Listener::at).toList());
    }

    @Test
    void anEmptyFileLacksOnlyTheHostName() {
        for (var text : new String[] {"", "# nothing\n", "---\n", "~"}) {
            var reading = ConfigReader.read(text, Path.of("/srv"), Files::readString);
            assertEquals(
                    List.of("hostname"),
                    reading.errors().stream().map(Problem::key).toList(),
                    text);
        }
    }

    @Test
    void noMutantOfTheSampleThrows() {
        var sections = List.of(Examples.uncommented().split("\\n(?=\\w)"));
        var random = new Random(20_261_124);
        int refused = 0;
        for (int i = 0; i < MUTANTS; i++) {
            var mutant = mutant(sections.get(random.nextInt(sections.size())), random);
            var reading = ConfigReader.read(mutant, Path.of("/srv"), Files::readString);
            assertEquals(reading.config() == null, !reading.errors().isEmpty());
            refused += reading.errors().isEmpty() ? 0 : 1;
            for (var problem : reading.errors()) {
                assertEquals(1, problem.text("f").lines().count());
                assertTrue(problem.line() >= 1 && problem.line() <= mutant.lines().count() + 1);
            }
        }
        assertTrue(refused > MUTANTS / 10, "only " + refused + " mutants were refused");
    }

    private static String mutant(String sample, Random random) {
        var lines = new java.util.ArrayList<>(sample.lines().toList());
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            int at = random.nextInt(lines.size());
            var line = lines.get(at);
            int cut = line.isEmpty() ? 0 : random.nextInt(line.length());
            switch (random.nextInt(8)) {
                case 0 -> lines.set(at, line.substring(0, cut));
                case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
                case 2 -> lines.set(at, line.replaceFirst("# ", ""));
                case 3 -> lines.set(at, " ".repeat(random.nextInt(6)) + line.strip());
                case 4 -> lines.set(at, line.substring(0, cut) + odd(random) + line.substring(cut));
                case 5 -> lines.set(at, line.replaceFirst(": .*", ": " + value(random)));
                case 6 -> lines.remove(at);
                default -> lines.set(at, line + ", " + value(random));
            }
            if (lines.isEmpty()) {
                lines.add("x");
            }
        }
        return String.join("\n", lines);
    }

    private static String odd(Random random) {
        var odd = "\u0000\t:{}[]\"'&*!|>%@`#-?,\u2028\ud800\ufeff\r\n\\~<=";
        return String.valueOf(odd.charAt(random.nextInt(odd.length())));
    }

    private static String value(Random random) {
        var values =
                List.of(
                        "9".repeat(30),
                        "-1",
                        "P999999999999D",
                        "PT-1S",
                        "1e9MiB",
                        "[[[[[]]]]]",
                        "{}",
                        "!!binary x",
                        "&a b",
                        "*a",
                        "0.0.0.0/99",
                        "::/0",
                        "\"off\"",
                        "smtp:[]:0",
                        "error:9.9.9",
                        "lmtp:unix:",
                        "*.",
                        "\ud83d\ude00",
                        "'",
                        "| \n  x",
                        "null");
        return values.get(random.nextInt(values.size()));
    }

    @Test
    void deepNestingIsRefused() {
        var reading =
                ConfigReader.read("a: " + "[".repeat(100_000), Path.of("/srv"), Files::readString);
        assertFalse(reading.errors().isEmpty());
    }
}

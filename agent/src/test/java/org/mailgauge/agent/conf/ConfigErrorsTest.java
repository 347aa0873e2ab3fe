package org.mailgauge.agent.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** In the tables {@code /} ends a line and {@code _} is a space of indentation. */
class ConfigErrorsTest {
    private static ConfigReader.Reading read(String text) {
        return ConfigReader.read(text, Path.of("/srv"), Files::readString);
    }

    private static String lines(String table) {
        return table.replace(" / ", "\n").replace('_', ' ');
    }

    private static List<String> texts(List<Problem> problems) {
        return problems.stream().map(problem -> problem.text("f.yaml")).toList();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        hostname: mx.a.test / data-dri: x | f.yaml:2: data-dri: found an unknown key, accepted hostname, data-dir, local-domains, listen, max-message-size, bare-line-end, smtp, queue, reports, delivery, relay-networks, relay-domains, routes, groups, snmp, default-alarms, alarms, alarm-webhooks, alarm-syslog, watch, tls, accounts, auth, mailboxes, pop3, imap, http, log, stop-within, run-as, demo; nearest known key data-dir
        hostname: mx.a.test / queue: / __segment-sise: 1MiB | f.yaml:3: queue.segment-sise: found an unknown key, accepted segment-size, spare-segments, preallocate, body-file-size, reserve-size, reserve-inodes, retry-first, retry-most, expiry, null-path-expiry, reply-classes; nearest known key queue.segment-size
        hostname: mx.a.test / groups: {retry-first: PT1M} | f.yaml:2: groups.retry-first: found an unknown key, accepted destinations, destination-rows; nearest known key queue.retry-first
        hostname: mx.a.test / hostname: mx.b.test | f.yaml:2: hostname: found the key again, accepted it once
        data-dir: x | f.yaml:1: hostname: found nothing, accepted a fully qualified host name such as mx1.example.org
        hostname: mx1 | f.yaml:1: hostname: found "mx1", accepted a fully qualified host name such as mx1.example.org
        hostname: 10.0.0.1 | f.yaml:1: hostname: found "10.0.0.1", accepted a fully qualified host name such as mx1.example.org
        hostname: mx.a.test / data-dir: | f.yaml:2: data-dir: found nothing, accepted a folder
        hostname: mx.a.test / data-dir: [a] | f.yaml:2: data-dir: found a list, accepted a folder
        hostname: mx.a.test / listen: "off" | f.yaml:2: listen: found a single value, accepted a mapping of smtp, submission, submissions, lmtp, lmtp-socket, lmtp-socket-mode, lmtp-socket-users, lmtp-socket-groups, pop3, pop3s, imap, imaps, snmp, snmp-tcp, snmp-tls, snmp-dtls, http
        hostname: mx.a.test / listen: {smtp: "::1:25"} | f.yaml:2: listen.smtp: found "::1:25", accepted ADDRESS:PORT or "off"
        hostname: mx.a.test / listen: {smtp: "127.0.0.1:65536"} | f.yaml:2: listen.smtp: found "127.0.0.1:65536", accepted ADDRESS:PORT or "off"
        hostname: mx.a.test / listen: {smtp: "127.0.0.1:2587"} | f.yaml:2: listen.smtp: found "127.0.0.1:2587", which is also listen.submission, accepted an endpoint of its own
        hostname: mx.a.test / listen: {lmtp: "127.0.0.1:25"} | f.yaml:2: listen.lmtp: found port 25, on which LMTP must not be used (RFC 2033), accepted another port
        hostname: mx.a.test / listen: {lmtp: "0.0.0.0:24"} | f.yaml:2: listen.lmtp: found "0.0.0.0:24", which strangers can reach, accepted a loopback address, or listen.lmtp-socket
        hostname: mx.a.test / listen: {lmtp: "unix:/run/lmtp"} | f.yaml:2: listen.lmtp: found "unix:/run/lmtp", accepted ADDRESS:PORT or "off"
        hostname: mx.a.test / listen: {lmtp: "127.0.0.1:2525"} | f.yaml:2: listen.lmtp: found "127.0.0.1:2525", which is also listen.smtp, accepted an endpoint of its own
        hostname: mx.a.test / listen: {lmtp-socket: run/lmtp} | f.yaml:2: listen.lmtp-socket: found "run/lmtp", accepted an absolute path of at most 107 octets, or "off"
        hostname: mx.a.test / listen: {lmtp-socket-mode: 0680} | f.yaml:2: listen.lmtp-socket-mode: found "0680", accepted octal permissions such as 0660
        hostname: mx.a.test / routes: [{match: a.test, via: "lmtp:h.test:25"}] | f.yaml:2: routes[0].via: found port 25, on which LMTP must not be used (RFC 2033)
        hostname: mx.a.test / routes: [{match: a.test, via: "lmtp:unix:lmtp"}] | f.yaml:2: routes[0].via: found "lmtp:unix:lmtp"; the path of a socket begins with /
        hostname: mx.a.test / max-message-size: 50Mib/s | f.yaml:2: max-message-size: found "50Mib/s", accepted a size such as 64KiB or 50MiB, from 64KiB to 2047MiB
        hostname: mx.a.test / max-message-size: 1KiB | f.yaml:2: max-message-size: found "1KiB", accepted a size such as 64KiB or 50MiB, from 64KiB to 2047MiB
        hostname: mx.a.test / queue: {reply-classes: " "} | f.yaml:2: queue.reply-classes: found " ", accepted a file, or "built-in"
        hostname: mx.a.test / queue: {spare-segments: many} | f.yaml:2: queue.spare-segments: found "many", accepted a number from 0 to 1000
        hostname: mx.a.test / queue: {spare-segments: 1001} | f.yaml:2: queue.spare-segments: found "1001", accepted a number from 0 to 1000
        hostname: mx.a.test / queue: {preallocate: yes} | f.yaml:2: queue.preallocate: found "yes", accepted true or false
        hostname: mx.a.test / queue: {expiry: 5 days} | f.yaml:2: queue.expiry: found "5 days", accepted a duration such as PT5M or P1D, from PT1M to P60D
        hostname: mx.a.test / queue: {retry-first: PT4H} | f.yaml:2: queue.retry-first: found PT4H before the second attempt, accepted queue.retry-first of at most queue.retry-most
        hostname: mx.a.test / smtp: {connections: 100} | f.yaml:2: smtp.connections: found a reserve of 2000 of 100 connections, accepted smtp.reserve below smtp.connections
        hostname: mx.a.test / relay-networks: 10.0.0.0/8 | f.yaml:2: relay-networks: found a single value, accepted a list, each item a network such as 192.0.2.0/24 or 2001:db8::/32, without host bits
        hostname: mx.a.test / relay-networks: [10.0.0.1/8] | f.yaml:2: relay-networks[0]: found "10.0.0.1/8", accepted a network such as 192.0.2.0/24 or 2001:db8::/32, without host bits
        hostname: mx.a.test / relay-domains: / __- a.test / __- "b test" | f.yaml:4: relay-domains[1]: found "b test", accepted a domain such as example.org, or *.example.org for its subdomains
        hostname: mx.a.test / local-domains: [a.test] / relay-domains: [a.test] | f.yaml:3: relay-domains: found "a.test", which is in local-domains too, accepted it in one of the two
        hostname: mx.a.test / routes: / __- match: a.test / __- {match: b.test, via: hold} | f.yaml:3: routes[0].via: found nothing, accepted smtp:[host]:port, smtp:domain (its mail exchangers), lmtp:host:port, lmtp:unix:PATH, local, hold, discard or "error:5.1.2 text"
        hostname: mx.a.test / routes: / __- {match: a.test, via: "smpt:[h.test]:25"} | f.yaml:3: routes[0].via: found "smpt:[h.test]:25", accepted smtp:[host]:port, smtp:domain (its mail exchangers), lmtp:host:port, lmtp:unix:PATH, local, hold, discard or "error:5.1.2 text"
        hostname: mx.a.test / routes: / __- {match: a.test, via: hold, chanel: x} | f.yaml:3: routes[0].chanel: found an unknown key, accepted match, via, channel; nearest known key routes[].channel
        hostname: mx.a.test / snmp: {users: [{name: n, auth: SHA1, auth-passphrase: 12345678, priv-passphrase: 12345678}]} | f.yaml:2: snmp.users[0].auth: found "SHA1", accepted SHA-1 or SHA-224 or SHA-256 or SHA-384 or SHA-512 or MD5
        hostname: mx.a.test / snmp: {agentx: {master: "unix:agentx"}} | f.yaml:2: snmp.agentx.master: found "unix:agentx", accepted unix:PATH with an absolute path of at most 107 octets, a loopback ADDRESS:PORT, or "off"
        hostname: mx.a.test / snmp: {agentx: {master: "192.0.2.1:705"}} | f.yaml:2: snmp.agentx.master: found "192.0.2.1:705", accepted unix:PATH with an absolute path of at most 107 octets, a loopback ADDRESS:PORT, or "off"
        hostname: mx.a.test / snmp: {agentx: {master: "127.0.0.1"}} | f.yaml:2: snmp.agentx.master: found "127.0.0.1", accepted unix:PATH with an absolute path of at most 107 octets, a loopback ADDRESS:PORT, or "off"
        hostname: mx.a.test / snmp: {agentx: {master: "/var/agentx/master"}} | f.yaml:2: snmp.agentx.master: found "/var/agentx/master", accepted unix:PATH with an absolute path of at most 107 octets, a loopback ADDRESS:PORT, or "off"
        hostname: mx.a.test / snmp: {agentx: {master: "127.0.0.1:0"}} | f.yaml:2: snmp.agentx.master: found "127.0.0.1:0", accepted unix:PATH with an absolute path of at most 107 octets, a loopback ADDRESS:PORT, or "off"
        hostname: mx.a.test / snmp: {agentx: {priority: 0}} | f.yaml:2: snmp.agentx.priority: found "0", accepted a number from 1 to 255
        hostname: mx.a.test / snmp: {agentx: {timeout: PT5M}} | f.yaml:2: snmp.agentx.timeout: found "PT5M", accepted a duration such as PT5M or P1D, from PT1S to PT4M
        hostname: mx.a.test / snmp: {users: [{name: n, auth-passphrase: s3cr, priv-passphrase: 12345678}]} | f.yaml:2: snmp.users[0].auth-passphrase: found a text of 4 characters, accepted a passphrase of 8 to 128 characters
        hostname: mx.a.test / snmp: {users: [{name: n, auth-passphrase: 12345678}]} | f.yaml:2: snmp.users[0].priv-passphrase: found nothing, accepted a passphrase of 8 to 128 characters
        hostname: mx.a.test / listen: {snmp: "0.0.0.0:161"} / snmp: {communities: [{name: Public}]} | f.yaml:3: snmp.communities[0].name: found the community that everyone knows, off loopback, accepted another one, or listen.snmp on loopback
        hostname: mx.a.test / snmp: {communities: [{name: public, from: ["127.0.0.0/8", "10.0.0.0/8"]}]} | f.yaml:2: snmp.communities[0].from: found "10.0.0.0/8" for the community that everyone knows, accepted loopback networks, or another community
        hostname: mx.a.test / snmp: {communities: [{name: public, from: ["::/0"]}]} | f.yaml:2: snmp.communities[0].from: found "::/0" for the community that everyone knows, accepted loopback networks, or another community
        hostname: mx.a.test / listen: {snmp: "off", snmp-tcp: "127.0.0.1:161"} | f.yaml:2: listen.snmp-tcp: found TCP for an agent that is off, accepted an address for listen.snmp too
        hostname: mx.a.test / listen: {snmp: "off", snmp-tls: "127.0.0.1:161"} | f.yaml:2: listen.snmp-tls: found TLS for an agent that is off, accepted an address for listen.snmp too
        hostname: mx.a.test / listen: {snmp: "127.0.0.1:161", snmp-dtls: "127.0.0.1:161"} | f.yaml:2: listen.snmp-dtls: found "127.0.0.1:161", which is also listen.snmp, accepted an endpoint of its own
        hostname: mx.a.test / snmp: {tls: {certificate: a.crt}} | f.yaml:2: snmp.tls.certificate: found a certificate without a key, accepted both snmp.tls.certificate and snmp.tls.key, or none
        hostname: mx.a.test / snmp: {tls: {clients: [{fingerprint: "sha1:00", name: n}]}} | f.yaml:2: snmp.tls.clients[0].fingerprint: MD5 and SHA-1 are broken; accepted are sha256:, sha384: and sha512:
        hostname: mx.a.test / snmp: {tls: {names: [{name: a}, {name: a}]}} | f.yaml:2: snmp.tls.names[1].name: found "a" again, accepted each name once
        hostname: mx.a.test / listen: {snmp-tcp: "0.0.0.0:161"} / snmp: {communities: [{name: public}]} | f.yaml:3: snmp.communities[0].name: found the community that everyone knows, off loopback, accepted another one, or listen.snmp-tcp on loopback
        hostname: mx.a.test / snmp: {communities: [{name: c, view: admin}]} | f.yaml:2: snmp.communities[0].view: found admin, which is for snmp.users only, accepted summary or detail
        hostname: mx.a.test / routes: [{match: a.test, via: hold, channel: other}] | f.yaml:2: routes[0].channel: found "other", the name of another group, accepted another name
        hostname: mx.a.test / snmp: {users: [{name: n, auth-passphrase: 12345678, priv-passphrase: 12345678}, / {name: n, auth-passphrase: 12345678, priv-passphrase: 12345678}]} | f.yaml:3: snmp.users[1].name: found "n" again, accepted a name of its own
        hostname: mx.a.test / snmp: {notify: [{community: c}]} | f.yaml:2: snmp.notify[0].to: found nothing, accepted ADDRESS:PORT such as 127.0.0.1:1162
        hostname: mx.a.test / snmp: {notify: [{to: "127.0.0.1:1162"}]} | f.yaml:2: snmp.notify[0]: found neither community nor user, accepted one of the two
        hostname: mx.a.test / snmp: / __users: [{name: n, auth-passphrase: 12345678, priv-passphrase: 12345678}] / __notify: [{to: "127.0.0.1:1162", community: c, user: n}] | f.yaml:4: snmp.notify[0]: found both community and user, accepted one of the two
        hostname: mx.a.test / snmp: / __users: [{name: n, auth-passphrase: 12345678, priv-passphrase: 12345678}] / __notify: [{to: "127.0.0.1:1162", user: m}] | f.yaml:4: snmp.notify[0].user: found "m", which is not in snmp.users, accepted one of n
        hostname: mx.a.test / snmp: {notify: [{to: "127.0.0.1:1162", community: c}, {to: "127.0.0.1:1162", community: d}]} | f.yaml:2: snmp.notify[1].to: found "127.0.0.1:1162" again, accepted each receiver once
        hostname: mx.a.test / snmp: {notify: [{to: "127.0.0.1:1162", community: c, timeout: PT2M}]} | f.yaml:2: snmp.notify[0].timeout: found "PT2M", accepted a duration such as PT5M or P1D, from PT0.1S to PT1M
        hostname: mx.a.test / snmp: {heartbeat: PT1S} | f.yaml:2: snmp.heartbeat: found "PT1S", accepted a duration such as PT5M or P1D, from PT5S to P1D, or "off"
        hostname: mx.a.test / listen: {snmp: "off"} / snmp: {notify: [{to: "127.0.0.1:1162", community: c}]} | f.yaml:3: snmp.notify[0]: found a receiver while listen.snmp is "off", accepted an address in listen.snmp: notifications come from the agent
        hostname: mx.a.test / alarms: [{channel: x}] | f.yaml:2: alarms[0]: found nothing to raise an alarm on, accepted one of stored, oldest, oldest-due, destination-failing, drain-forecast, deferral-ratio, failed-associations, rejected-associations, loop, storage-low, certificate-expiring, collector-lost
        hostname: mx.a.test / alarms: [{stored: {raise: 5, clear: 5}}] | f.yaml:2: alarms[0].stored.clear: found 5, accepted less than where it is raised
        hostname: mx.a.test / alarms: [{oldest-due-clear: PT5M}] | f.yaml:2: alarms[0].oldest-due-clear: found no raise, accepted both, or raise alone
        hostname: mx.a.test / alarms: [{storage-low: {raise: 2GB, clear: 1GB}}] | f.yaml:2: alarms[0].storage-low.clear: found 1000000000, accepted more than where it is raised
        hostname: mx.a.test / alarms: [{channel: x, stored: {raise: no}}] | f.yaml:2: alarms[0].stored.raise: found "no", accepted a number from 1 to 2147483647
        hostname: mx.a.test / alarm-webhooks: [{url: "http://ops.test/", secret: 0123456789abcdef}] | f.yaml:2: alarm-webhooks[0].url: found "http://ops.test/", accepted an https URL, or an http URL of localhost, 127.0.0.1 or [::1]
        hostname: mx.a.test / alarm-webhooks: [{url: "https://u:p@ops.test/", secret: 0123456789abcdef}] | f.yaml:2: alarm-webhooks[0].url: found "https://u:p@ops.test/", accepted an https URL, or an http URL of localhost, 127.0.0.1 or [::1]
        hostname: mx.a.test / alarm-webhooks: [{url: "http://127.0.0.1:1/", secret: hunter2}] | f.yaml:2: alarm-webhooks[0].secret: found a text of 7 characters, accepted a text of 16 to 128 characters
        hostname: mx.a.test / alarm-webhooks: [{url: "https://ops.test/"}] | f.yaml:2: alarm-webhooks[0].secret: found nothing, accepted a text of 16 to 128 characters
        hostname: mx.a.test / alarm-webhooks: [{url: "https://ops.test/", secret: 0123456789abcdef, give-up: PT0S}] | f.yaml:2: alarm-webhooks[0].give-up: found "PT0S", accepted a duration such as PT5M or P1D, from PT1S to P30D
        hostname: mx.a.test / alarm-syslog: [{to: "udp:10.0.0.1"}] | f.yaml:2: alarm-syslog[0].to: found "udp:10.0.0.1", accepted udp:ADDRESS:PORT, tcp:ADDRESS:PORT or unix:PATH such as unix:/dev/log
        hostname: mx.a.test / alarm-syslog: [{to: "unix:dev/log"}] | f.yaml:2: alarm-syslog[0].to: found "unix:dev/log", accepted udp:ADDRESS:PORT, tcp:ADDRESS:PORT or unix:PATH such as unix:/dev/log
        hostname: mx.a.test / alarm-syslog: [{to: "udp:10.0.0.1:514"}, / {to: "udp:10.0.0.1:514"}] | f.yaml:3: alarm-syslog[1].to: found a receiver again, accepted each receiver once
        hostname: mx.a.test / alarm-syslog: [{to: "udp:10.0.0.1:514", facility: kern}] | f.yaml:2: alarm-syslog[0].facility: found "kern", accepted user or mail or daemon or local0 or local1 or local2 or local3 or local4 or local5 or local6 or local7
        hostname: mx.a.test / mailboxes: {quota: 1KiB} | f.yaml:2: mailboxes.quota: found "1KiB", accepted a size such as 64KiB or 50MiB, from 64KiB to 1024GiB, or "off"
        hostname: mx.a.test / mailboxes: {over-quota: 452} | f.yaml:2: mailboxes.over-quota: found "452", accepted retry or refuse
        hostname: mx.a.test / mailboxes: {separator: at} | f.yaml:2: mailboxes.separator: found "at", accepted 1 to 4 characters such as + or --, or "off"
        hostname: mx.a.test / mailboxes: {postmaster: anne} | f.yaml:2: mailboxes.postmaster: found "anne", accepted a mailbox such as postmaster@example.org, or none
        hostname: mx.a.test / mailboxes: {retention: P2Y} | f.yaml:2: mailboxes.retention: found "P2Y", accepted a duration such as PT5M or P1D, from PT0S to P365D
        hostname: mx.a.test / mailboxes: {shards: 65} | f.yaml:2: mailboxes.shards: found "65", accepted a number from 1 to 64
        hostname: mx.a.test / data-dir: &a x / local-domains: [*a] | f.yaml:3: found an alias, accepted the value itself
        hostname: mx.a.test / ? [a] / : b | f.yaml:2: found a key that is no text, accepted a key
        - hostname | f.yaml:1: found a list, accepted a mapping of keys
        """)
    void isReportedWithItsLine(String table, String expected) {
        var errors = texts(read(lines(table)).errors());
        assertTrue(
                errors.contains(expected), () -> expected + "\nin\n" + String.join("\n", errors));
    }

    @Test
    void allErrorsAreReportedByLine() {
        var reading = read("hostnam: a\nlisten: {http: x}\nqueue: {expiry: y}\n");
        assertNull(reading.config());
        assertEquals(List.of(1, 1, 2, 3), reading.errors().stream().map(Problem::line).toList());
    }

    @Test
    void brokenYamlIsReportedWithItsLine() {
        var errors = texts(read("hostname: mx.a.test\nroutes: [\n").errors());
        assertEquals(1, errors.size());
        assertTrue(errors.getFirst().startsWith("f.yaml:3: found "), errors.getFirst());
    }

    @Test
    void aSecretIsNeverShown() {
        var text = "hostname: mx.a.test\nsnmp: {communities: [{name: hunter2-%s}]}\n";
        var good = read(text.formatted("short"));
        var bad = read(text.formatted("x".repeat(200)));
        assertFalse(String.valueOf(good.config()).contains("hunter2"));
        assertTrue(String.valueOf(good.config()).contains("***"));
        assertFalse(texts(bad.errors()).toString().contains("hunter2"));
    }

    @Test
    void keysThatAreNotBuiltWarnOnce() {
        var reading =
                read(
                        """
                        hostname: mx.a.test
                        run-as: mail
                        watch: [{type: postfix}]
                        routes:
                          - {match: "*", via: "smtp:a.test"}
                          - {match: b.test, via: local}
                        """);
        assertEquals(List.of(), texts(reading.errors()));
        assertEquals(
                List.of(
                        "f.yaml:2: run-as: accepted, but without effect: not built yet (part 6 of 6)",
                        "f.yaml:5: routes[0].via: accepted, but not built yet (part 6 of 6): such"
                                + " mail waits in the queue"),
                texts(reading.warnings()));
    }

    @Test
    void brokenProtocolsWorkWhenNamedAndAreWarnedOf() {
        var reading =
                read(
                        """
                        hostname: mx.a.test
                        snmp:
                          users:
                            - name: old
                              auth: MD5
                              auth-passphrase: 12345678
                              priv: DES
                              priv-passphrase: 12345678
                            - {name: new, auth: SHA-1, auth-passphrase: 12345678, priv-passphrase: 12345678}
                        """);
        assertEquals(List.of(), texts(reading.errors()));
        assertEquals(
                List.of(
                        "f.yaml:5: snmp.users[0].auth: MD5 is broken; use it only for what cannot"
                                + " do SHA-256",
                        "f.yaml:7: snmp.users[0].priv: DES is broken; use it only for what cannot"
                                + " do AES-128"),
                texts(reading.warnings()));
    }

    @Test
    void controlCharactersStayOnOneLine() {
        var errors = texts(read("hostname: \"a\\nb\\u001b[2J\"\n").errors());
        assertEquals(1, errors.getFirst().lines().count());
        assertFalse(errors.getFirst().contains("\u001b"));
    }
}

package org.mailgauge.collect.postfix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.collect.machine.Programs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

class PostfixFinderTest {
    private static final String NOW =
            """
            mail_version = 3.7.11
            myhostname = mail.example
            config_directory = /etc/postfix-out
            queue_directory = /var/spool/postfix-out
            syslog_name = postfix-out
            multi_instance_name = postfix-out
            maillog_file =
            hash_queue_names = deferred, defer
            hash_queue_depth = 1
            qmgr_message_active_limit = 20000
            mail_owner = postfix
            """;

    /** postconf: with -x, without, or not at all. */
    private static final class Postconf implements Programs {
        private final List<List<String>> asked = new ArrayList<>();
        private String expanded = "";
        private String plain = "";
        private String complaint = "";
        private End end = End.BY_ITSELF;
        private boolean there = true;

        @Override
        public Ran run(List<String> command, Duration atMost, int most) throws IOException {
            asked.add(command);
            if (!there) {
                throw new IOException("postconf: No such file or directory");
            }
            boolean old = command.contains("-x") && expanded.isEmpty();
            var out = command.contains("-x") ? expanded : plain;
            return new Ran(
                    end,
                    old ? 1 : 0,
                    out.getBytes(StandardCharsets.UTF_8),
                    old ? "postconf: invalid option -- 'x'\n" : complaint);
        }

        @Override
        public Running start(List<String> command) {
            throw new AssertionError(command);
        }
    }

    private final Postconf postconf = new Postconf();
    private final PostfixFinder finder = new PostfixFinder(postconf);

    @Test
    void tellsAllOfAnInstance() throws Exception {
        postconf.expanded = NOW;
        assertEquals(
                new PostfixInstance(
                        "postfix-out",
                        "3.7.11",
                        "mail.example",
                        "/etc/postfix-out",
                        "/var/spool/postfix-out",
                        "postfix-out",
                        "",
                        Set.of("deferred", "defer"),
                        1,
                        20_000,
                        "postfix"),
                finder.find("/etc/postfix-out"));
        assertEquals(
                List.of("postconf", "-c", "/etc/postfix-out", "-x"),
                postconf.asked.getFirst().subList(0, 4));
    }

    @Test
    void defaultInstanceIsNamedByItsLog() throws Exception {
        postconf.expanded =
                NOW.replace("multi_instance_name = postfix-out", "multi_instance_name =")
                        .replace("syslog_name = postfix-out", "syslog_name = postfix")
                        .replace("hash_queue_depth = 1", "hash_queue_depth = two")
                        .replace("maillog_file =", "maillog_file = /var/log/postfix.log");
        var found = finder.find("");
        assertEquals("postfix", found.name());
        assertEquals("/var/log/postfix.log", found.logFile());
        assertEquals(1, found.depth());
        assertEquals("-x", postconf.asked.getFirst().get(1));
    }

    @Test
    void oldVersionExpandsNothing() throws Exception {
        postconf.plain =
                """
                mail_version = 2.9.6
                myhostname = mail.example
                config_directory = /etc/postfix
                queue_directory = /var/spool/postfix
                syslog_name = ${multi_instance_name:postfix}${multi_instance_name?$multi_instance_name}
                multi_instance_name =
                hash_queue_names = deferred, defer
                hash_queue_depth = 1
                qmgr_message_active_limit = 20000
                mail_owner = postfix
                """;
        postconf.complaint = "postconf: warning: maillog_file: unknown parameter\n";
        var found = finder.find("");
        assertEquals("2.9.6", found.version());
        assertEquals("postfix", found.syslogName());
        assertEquals("postfix", found.name());
        assertEquals("", found.logFile());
    }

    @Test
    void oldVersionOfAnotherInstanceIsNamedByIt() throws Exception {
        postconf.plain =
                """
                queue_directory = /var/spool/postfix-in
                syslog_name = ${multi_instance_name:postfix}${multi_instance_name?$multi_instance_name}
                multi_instance_name = postfix-in
                """;
        assertEquals("postfix-in", finder.find("/etc/postfix-in").syslogName());
    }

    @Test
    void allInstancesAreFoundByTheDefaultOne() throws Exception {
        postconf.plain =
                """
                config_directory = /etc/postfix
                multi_instance_directories = /etc/postfix-out, /etc/postfix-in /etc/postfix
                """;
        assertEquals(
                List.of("/etc/postfix", "/etc/postfix-out", "/etc/postfix-in"), finder.folders());
    }

    @Test
    void withoutPostconfThereIsNoPostfix() {
        postconf.there = false;
        assertTrue(failure("").contains("no Postfix here"), failure(""));
    }

    @Test
    void whatPostconfComplainsOfIsTold() {
        postconf.complaint = "postconf: fatal: open /etc/nix/main.cf: No such file or directory\n";
        assertEquals(
                "postconf tells nothing of /etc/nix: postconf: fatal: open /etc/nix/main.cf: No"
                        + " such file or directory",
                failure("/etc/nix"));
    }

    @Test
    void postconfThatDoesNotEndIsNotWaitedFor() {
        postconf.end = Programs.End.TIME_IS_OVER;
        assertEquals("postconf did not end in 10 s", failure(""));
    }

    @Test
    void queueHasToBeAPath() {
        postconf.expanded = "queue_directory = $spool\n";
        assertEquals("postconf does not say where the queue is", failure(""));
    }

    private String failure(String folder) {
        return Objects.requireNonNull(
                assertThrows(PostfixFinder.NotFoundException.class, () -> finder.find(folder))
                        .getMessage());
    }
}

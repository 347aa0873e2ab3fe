package org.mailgauge.collect.postfix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;

class PostfixRightsTest {
    private static final String QUEUE = "/var/spool/postfix";
    private static final String LOG = "/var/log/mail.log";

    private final FakeFiles files = new FakeFiles();
    private final PostfixRights rights = new PostfixRights(files);

    PostfixRightsTest() {
        for (var queue : List.of("maildrop", "incoming", "active", "deferred", "hold", "defer")) {
            files.folder(QUEUE + "/" + queue);
        }
    }

    private static PostfixInstance instance(String log) {
        return new PostfixInstance(
                "postfix",
                "3.7.11",
                "mail.example",
                "/etc/postfix",
                QUEUE,
                "postfix",
                log,
                Set.of("deferred"),
                1,
                20_000,
                "postfix");
    }

    @Test
    void allMayBeRead() {
        files.file(LOG, "");
        assertEquals(
                new PostfixRights.Found(LOG, List.of("queue " + QUEUE, "log " + LOG), List.of()),
                rights.of(instance("")));
    }

    @Test
    void queuesThatAreClosedAreNamedWithTheRightThatIsMissing() {
        files.file(LOG, "").deny(QUEUE + "/active").deny(QUEUE + "/hold");
        var found = rights.of(instance(""));
        assertEquals(List.of("log " + LOG), found.readable());
        assertEquals(1, found.missing().size());
        assertTrue(
                found.missing()
                        .getFirst()
                        .startsWith(
                                "queue /var/spool/postfix (active, hold): give the process"
                                        + " CAP_DAC_READ_SEARCH"),
                found.missing().toString());
    }

    @Test
    void logThatIsClosedIsNamedAndNotTakenForNone() {
        files.file(LOG, "").deny(LOG);
        var found = rights.of(instance(""));
        assertEquals(LOG, found.log());
        assertTrue(
                found.missing().getFirst().startsWith("log /var/log/mail.log: put the account"),
                found.missing().toString());
    }

    @Test
    void logOfTheInstanceGoesBeforeTheUsualOnes() {
        files.file(LOG, "").file("/var/log/postfix.log", "");
        assertEquals("/var/log/postfix.log", rights.of(instance("/var/log/postfix.log")).log());
        assertEquals(LOG, rights.of(instance("/dev/stdout")).log());
    }

    @Test
    void logThatIsNotThereYetIsSaid() {
        assertEquals(
                List.of("log /var/log/own.log: there is none yet; name it with watch[].log"),
                rights.of(instance("/var/log/own.log")).missing());
    }

    @Test
    void withoutAFileItIsTheJournal() {
        var found = rights.of(instance(""));
        assertEquals("journal", found.log());
        assertEquals(List.of(), found.missing());
        files.file("/var/log/maillog", "");
        assertEquals("/var/log/maillog", rights.of(instance("")).log());
    }
}

package org.mailgauge.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

@DisplayName("what a command may repeat")
class CommandBoundsTest {

    private static String many(int count, String form) {
        return IntStream.range(0, count)
                .mapToObj(i -> form.replace("#", Integer.toString(i)))
                .collect(Collectors.joining(" ", "(", ")"));
    }

    private static ImapCommand.Fetch fetch(String items) {
        return (ImapCommand.Fetch) FetchParser.read(new Cursor(" 1 " + items), false);
    }

    @Test
    void itemsAreToldOnce() {
        assertEquals(
                List.of(FetchItem.Plain.BODYSTRUCTURE),
                fetch(many(4_601, "BODYSTRUCTURE")).items());
        assertEquals(1, fetch(many(4_000, "BINARY.SIZE[1]")).items().size());
        assertEquals(1, fetch(many(2_000, "BODY.PEEK[HEADER.FIELDS (To)]")).items().size());
    }

    @Test
    void hundredItems() {
        assertEquals(100, fetch(many(100, "BODY[]<#.1>")).items().size());
        assertThrows(SyntaxException.class, () -> fetch(many(101, "BODY[]<#.1>")));
    }

    @Test
    @DisplayName("of a criterion the first counts (RFC 5256 section 3)")
    void criteriaCountOnce() {
        var sort =
                SearchParser.sort(
                        new Cursor(" (SUBJECT REVERSE SUBJECT DATE SUBJECT) X ALL"), false);
        assertEquals(
                List.of(
                        new SortCriterion(SortCriterion.By.SUBJECT, false),
                        new SortCriterion(SortCriterion.By.DATE, false)),
                ((ImapCommand.Sort) sort).criteria());
    }

    @Test
    void textsToBeFound() {
        var most = " BODY " + "a".repeat(1_024);
        assertEquals(
                new SearchKey.Body("a".repeat(1_024)),
                ((ImapCommand.Search) SearchParser.search(new Cursor(most), false)).key());
        assertThrows(
                SyntaxException.class, () -> SearchParser.search(new Cursor(most + "a"), false));
    }

    private static ListQuery list(String arguments) {
        return ListParser.read(new Cursor(" " + arguments));
    }

    @Test
    void patterns() {
        assertEquals(100, list("\"\" " + many(100, "a#*")).patterns().size());
        assertThrows(SyntaxException.class, () -> list("\"\" " + many(101, "a#*")));
        assertThrows(SyntaxException.class, () -> list("a " + "*".repeat(1_000)));
        assertThrows(SyntaxException.class, () -> list("\"\" " + many(10, "#" + "a".repeat(400))));
        assertEquals(
                List.of(StatusItem.UNSEEN, StatusItem.MESSAGES),
                list("\"\" * RETURN (STATUS (UNSEEN MESSAGES UNSEEN))").status());
    }

    @Test
    void mailboxes() {
        var names = "MAILBOXES " + many(101, "m#");
        assertThrows(SyntaxException.class, () -> MailboxFilter.read(new Cursor(names)));
        var filters = " IN " + many(101, "MAILBOXES m#") + " ALL";
        assertThrows(SyntaxException.class, () -> SearchParser.multiple(new Cursor(filters)));
        var groups = many(101, "(MAILBOXES m# NONE)");
        var request = " SET " + groups.substring(1, groups.length() - 1);
        assertThrows(SyntaxException.class, () -> NotifyParser.read(new Cursor(request)));
    }
}

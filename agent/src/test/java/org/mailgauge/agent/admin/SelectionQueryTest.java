package org.mailgauge.agent.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.agent.admin.SelectionQuery.Read;
import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.Selection;

import java.util.List;
import java.util.Set;

class SelectionQueryTest {

    private static Read read(String raw) {
        return SelectionQuery.read(Query.parse(raw), Set.of("limit"));
    }

    private static Selection good(String raw) {
        return assertInstanceOf(Read.Good.class, read(raw), raw).selection();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    sender=%3C%3E               | Sender[localPart=null, domain=null]
                    sender=a%40X.Test           | Sender[localPart=a, domain=x.test]
                    sender=X.Test               | Sender[localPart=null, domain=x.test]
                    sender=%40x.test            | Sender[localPart=null, domain=x.test]
                    sender=%22a%40b%22%40x.test | Sender[localPart="a@b", domain=x.test]
                    recipient=B%40One.test      | Recipient[localPart=B, domain=one.test]
                    recipient=One.test          | Destination[domain=one.test]
                    destination=One.test        | Destination[domain=one.test]
                    channel=smtp-out            | Channel[name=smtp-out]
                    next-hop=smtp:[h]:25        | NextHop[text=smtp:[h]:25]
                    state=in-delivery           | State[state=IN_DELIVERY]
                    reason=put-off              | Reason[reason=PUT_OFF]
                    class=greylisted            | OfClass[replyClass=GREYLISTED]
                    older-than=90s              | OlderThan[age=PT1M30S]
                    older-than=2d               | OlderThan[age=PT48H]
                    younger-than=PT30M          | YoungerThan[age=PT30M]
                    larger-than=64KiB           | LargerThan[octets=65536]
                    attempts=3                  | AttemptsAtLeast[attempts=3]
                    reply=grey+listed           | LastReply[part=grey listed]
                    """)
    void readsEachCriterion(String raw, String criterion) {
        var selection = good(raw);
        assertEquals(
                List.of(criterion), selection.criteria().stream().map(String::valueOf).toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    destnation=x           | there is no "destnation"; there are
                    state=delivered        | state: found "delivered"; accepted is one of ready, in-delivery, deferred, held
                    reason=bored           | reason: found "bored"; accepted is one of next,
                    older-than=soon        | older-than: found "soon"; accepted is a time such as 90s
                    older-than=-PT1H       | older-than: found "-PT1H"
                    younger-than=99999999w | younger-than: found
                    larger-than=big        | larger-than: found "big"; accepted is a size
                    attempts=-1            | attempts: found "-1"; accepted is a number
                    attempts=99999         | attempts: found "99999"
                    sender=a%40            | sender: found "a@"; accepted is an address
                    destination=a+b        | destination: found "a b"; accepted is a domain
                    channel=Smtp%20Out     | channel: found
                    destination=           | destination: found ""
                    id=nonsense            | id: found "nonsense"; accepted is a queue id
                    reply=%1B%5B2J         | OK
                    """)
    void saysWhatIsWrongAndWhatIsAccepted(String raw, String begin) {
        switch (read(raw)) {
            case Read.Bad(var why) -> assertTrue(why.startsWith(begin), why);
            case Read.Good _ -> assertEquals("OK", begin, raw);
        }
    }

    @Test
    void readsIdsAndLeavesOthers() {
        var one = new QueueId(1, 2);
        var two = new QueueId(3, 4);
        var selection = good("id=" + one + "," + two + "&limit=7");
        assertEquals(List.of(one, two), selection.ids());
        assertTrue(selection.criteria().isEmpty());
        assertTrue(good("limit=3").isAll());
    }

    @Test
    void namesWhatItFoundWithoutControlCharacters() {
        var bad = assertInstanceOf(Read.Bad.class, read("state=%1B%5B2J%0A"));
        assertTrue(bad.why().chars().noneMatch(Character::isISOControl), bad.why());
    }
}

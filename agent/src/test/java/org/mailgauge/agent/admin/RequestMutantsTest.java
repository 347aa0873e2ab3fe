package org.mailgauge.agent.admin;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.testing.Mutants;

import java.util.List;
import java.util.Set;

/** What comes with a request never throws, whatever it is. */
class RequestMutantsTest {

    @Test
    void queries() {
        Mutants.of(
                List.of("limit=10&state=held&sender=%3C%3E&after=x-1", "a=%zz&&=b&c", ""),
                text -> {
                    int limit = Query.parse(text).number("limit", 5, 1, 1000);
                    assertTrue(limit == -1 || (limit >= 1 && limit <= 1000));
                });
    }

    @Test
    void hosts() {
        var check = new HostCheck(() -> Set.of("mail.a.test"));
        Mutants.of(
                List.of("localhost:8025", "mail.a.test", "[::1]:8025", "evil.test", "127.0.0.1"),
                text -> {
                    boolean ours = check.accepts(text);
                    assertTrue(!ours || !text.strip().startsWith("evil."), text);
                });
    }
}

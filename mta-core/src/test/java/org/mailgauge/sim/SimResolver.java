package org.mailgauge.sim;

import org.mailgauge.address.IpAddress;
import org.mailgauge.port.Resolver;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Names from a table; others are missing. Safe for use by any thread. */
public final class SimResolver implements Resolver {
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final AtomicInteger lookups = new AtomicInteger();

    /** Gives a host addresses. */
    public SimResolver host(String host, String... addresses) {
        var parsed = Stream.of(addresses).map(text -> IpAddress.parse(text).orElseThrow()).toList();
        return answer(host, new Answer.Found(List.copyOf(parsed)));
    }

    /** Makes look-ups of a host fail for now. */
    public SimResolver failing(String host, String detail) {
        return answer(host, new Answer.Failed(detail));
    }

    public SimResolver answer(String host, Answer answer) {
        answers.put(host.toLowerCase(Locale.ROOT), answer);
        return this;
    }

    @Override
    public Answer addresses(String host) {
        lookups.incrementAndGet();
        var answer = answers.get(host.toLowerCase(Locale.ROOT));
        return answer != null ? answer : new Answer.Missing("no such name");
    }

    /** Look-ups so far. */
    public int lookups() {
        return lookups.get();
    }
}

package org.mailgauge.collect.postfix;

import org.mailgauge.collect.follow.LogSource;
import org.mailgauge.collect.follow.Mark;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/** A log that tells what a test gives it. */
final class FakeSource implements LogSource {
    private final Queue<Consumer<Sink>> next = new ArrayDeque<>();
    private State state = State.READING;
    private String about = "/var/log/mail.log";
    private boolean more;
    private boolean closed;

    void tell(Consumer<Sink> what) {
        next.add(what);
    }

    void become(State now, String of) {
        state = now;
        about = of;
    }

    void more(boolean is) {
        more = is;
    }

    boolean closed() {
        return closed;
    }

    @Override
    public boolean poll(int most, Sink into) {
        for (var one = next.poll(); one != null; one = next.poll()) {
            one.accept(into);
        }
        return more;
    }

    @Override
    public Mark mark() {
        return new Mark.Journal("s=1;i=2");
    }

    @Override
    public Health health() {
        return new Health(state, about, 17L, 0, 0, 0, 0, 0, 0);
    }

    @Override
    public void close() {
        closed = true;
    }
}

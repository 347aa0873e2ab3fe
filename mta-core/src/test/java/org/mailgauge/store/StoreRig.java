package org.mailgauge.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.host.HostTime;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.port.Time;
import org.mailgauge.queue.Content;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** A store with one account, for the contract's tests. */
abstract class StoreRig {
    static final AccountName ANNE = new AccountName("anne@example.org");
    static final Instant ARRIVED = Instant.parse("2026-02-03T04:05:06Z");

    /** Small, so that tests can reach them. */
    static final StoreLimits LIMITS = new StoreLimits(8, 40, 5, 5, 1000, 5, 4096);

    /** Its wall stands still until a test moves it; its ticks go on. */
    static final class Clock implements Time {
        private final Time real = new HostTime();
        private volatile Instant wall = Instant.parse("2026-03-01T12:00:00Z");

        void pass(Duration time) {
            wall = wall.plus(time);
        }

        @Override
        public Instant wall() {
            return wall;
        }

        @Override
        public long ticks() {
            return real.ticks();
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            return real.after(delay, task);
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
            real.sleep(time);
        }
    }

    @TempDir protected Path folder;

    final Clock clock = new Clock();
    MailStore store;
    AccountStore anne;
    MailboxStore inbox;

    /**
     * Opens a store on what an earlier one of this test has left, or on nothing. It keeps what is
     * removed until it is purged, as far as a test of some minutes by {@code time} can see.
     */
    protected abstract MailStore open(Path folder, Time time, StoreLimits limits)
            throws IOException;

    @BeforeEach
    final void begin() throws IOException {
        store = open(folder, clock, LIMITS);
        done(store.create(ANNE));
        enter();
    }

    @AfterEach
    final void end() throws IOException {
        store.close();
    }

    /** Closes the store and opens it again. */
    final void reopen() throws IOException {
        store.close();
        store = open(folder, clock, LIMITS);
        enter();
    }

    private void enter() throws IOException {
        anne = store.account(ANNE).orElseThrow();
        inbox = anne.mailbox(MailboxName.INBOX).orElseThrow();
    }

    static MailboxName name(String text) {
        return MailboxName.of(text).orElseThrow();
    }

    final MailboxStore make(String name) throws IOException {
        done(anne.create(name(name), Set.of()));
        return at(name);
    }

    final MailboxStore at(String name) throws IOException {
        return anne.mailbox(name(name)).orElseThrow();
    }

    final List<String> names() throws IOException {
        return anne.mailboxes().stream().map(box -> box.name().text()).toList();
    }

    static <T> T done(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T>(var value) -> value;
            case Outcome.Refused<T>(var why) -> fail("refused: " + why);
        };
    }

    static <R extends Refusal> R refused(Class<R> as, Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Done<?>(var value) -> fail("not refused: " + value);
            case Outcome.Refused<?>(var why) -> {
                assertEquals(as, why.getClass(), why.toString());
                yield as.cast(why);
            }
        };
    }

    static MailboxStatus status(MailboxStore box) throws IOException {
        return done(box.status());
    }

    static Content content(String text) {
        return new MemoryData.Octets(text.getBytes(StandardCharsets.UTF_8));
    }

    static NewMessage message(String text, SystemFlag... flags) {
        return new NewMessage(content(text), Flags.of(flags), ARRIVED);
    }

    /** Appends so many messages, whose contents are {@code 1}, {@code 2} and so on. */
    static UidSet fill(MailboxStore box, int messages) throws IOException {
        var all = new ArrayList<NewMessage>();
        for (int i = 1; i <= messages; i++) {
            all.add(message(Integer.toString(i)));
        }
        return done(box.append(all)).uids();
    }

    static List<MessageInfo> infos(MailboxStore box) throws IOException {
        var all = new ArrayList<MessageInfo>();
        try (var view = view(box)) {
            view.visit(UidSet.ALL, all::add);
        }
        return all;
    }

    static MessageInfo info(MailboxStore box, long uid) throws IOException {
        try (var view = view(box)) {
            return view.message(uid).orElseThrow();
        }
    }

    static MailboxView view(MailboxStore box) throws IOException {
        return done(box.open(MailboxStore.Mode.READ_ONLY, () -> {}));
    }

    static UidSet uids(MailboxStore box) throws IOException {
        try (var view = view(box)) {
            return view.uids();
        }
    }

    static String text(MailboxStore box, long uid) throws IOException {
        return new String(
                MemoryMailStore.bytes(box.content(uid).orElseThrow()), StandardCharsets.UTF_8);
    }

    /** The contents of all messages, in order. */
    static List<String> texts(MailboxStore box) throws IOException {
        var all = new ArrayList<String>();
        for (var info : infos(box)) {
            all.add(text(box, info.uid()));
        }
        return all;
    }

    static FlagsChanged add(MailboxStore box, UidSet uids, SystemFlag... flags) throws IOException {
        return done(box.change(uids, new FlagChange(FlagChange.Kind.ADD, Flags.of(flags))));
    }

    static Flags keywords(String... words) {
        var flags = Flags.NONE;
        for (var word : words) {
            flags = flags.with(new Flags(0, Set.of(new Keyword(word))));
        }
        return flags;
    }

    static boolean same(byte[] one, String other) {
        return Arrays.equals(one, other.getBytes(StandardCharsets.UTF_8));
    }
}

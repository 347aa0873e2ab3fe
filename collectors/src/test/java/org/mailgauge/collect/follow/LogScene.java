package org.mailgauge.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.mailgauge.collect.follow.LogSource.Begin;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** A log in memory and who follows it. */
abstract class LogScene {
    static final String LOG = "/log/mail.log";
    static final Duration SECOND = Duration.ofSeconds(1);
    static final int ALL = 1 << 20;

    final SimFiles files = new SimFiles();
    final HandTime time = new HandTime();
    final Told told = new Told();
    FileFollower follower = new FileFollower(files, time, LOG, Begin.AT_THE_BEGINNING, null);

    @AfterEach
    void leavesNothingOpen() {
        follower.close();
        assertEquals(0, files.open);
    }

    /** Another one, which goes on at a mark that was written down. */
    void restart() {
        var text = mark().text();
        follower.close();
        begin(Begin.AT_THE_END, (Mark.File) Mark.parse(text).orElseThrow());
    }

    Mark.File mark() {
        return Objects.requireNonNull(follower.mark());
    }

    void begin(Begin begin, Mark.@Nullable File mark) {
        follower = new FileFollower(files, time, LOG, begin, mark);
    }

    List<String> poll() {
        time.pass(SECOND);
        follower.poll(ALL, told);
        return told.take();
    }

    /** Polls until what was rotated away has been quiet for long enough. */
    List<String> pollSome() {
        for (int i = 0; i < 7; i++) {
            time.pass(SECOND);
            follower.poll(ALL, told);
        }
        return told.take();
    }

    /** As logrotate does: each number up by one. */
    void rotate() {
        for (int n = 9; n > 0; n--) {
            for (var end : List.of("", ".gz")) {
                if (files.exists(LOG + "." + n + end)) {
                    files.rename(LOG + "." + n + end, LOG + "." + (n + 1) + end);
                }
            }
        }
        files.rename(LOG, LOG + ".1");
    }
}

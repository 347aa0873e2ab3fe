package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.smtp.SmtpReply;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Why a recipient waits and what was last said about it; one for all to whom the same was said.
 * Guarded by the queue's lock.
 */
final class Note {
    static final Note NONE = new Note(new Words(WaitReason.NEXT, null, ReplyClass.NONE));

    private final Words words;

    /** How many recipients and destinations hold it. */
    private int holders;

    private Note(Words words) {
        this.words = words;
    }

    WaitReason reason() {
        return words.reason();
    }

    /** The last reply; null before the first attempt. */
    @Nullable SmtpReply reply() {
        return words.reply();
    }

    /** What kind of trouble that reply tells of. */
    ReplyClass replyClass() {
        return words.replyClass();
    }

    /** One more holder. */
    Note held() {
        holders++;
        return this;
    }

    void dropped() {
        holders--;
    }

    private record Words(WaitReason reason, @Nullable SmtpReply reply, ReplyClass replyClass) {}

    /**
     * Interns notes, so that a million recipients with one reply hold one. Bounded: when it is full
     * of notes that are held, further ones keep code and status; their text is in the log only.
     */
    static final class Pool {
        private static final int MOST = 4096;
        private static final int TEXT = 400;

        private final ReplyClasses classes;
        private final Map<Words, Note> notes = new HashMap<>();
        private int untilSweep;
        private @Nullable SmtpReply lastReply;
        private ReplyClass lastClass = ReplyClass.NONE;

        Pool(ReplyClasses classes) {
            this.classes = classes;
        }

        Note of(WaitReason reason, @Nullable SmtpReply reply) {
            return of(reason, reply, classOf(reply));
        }

        /** The class of a reply; the table is asked once for one that is asked about in a row. */
        @SuppressWarnings("ReferenceEquality") // the very reply asked about before
        ReplyClass classOf(@Nullable SmtpReply reply) {
            if (reply != lastReply) {
                lastClass = classes.of(reply);
                lastReply = reply;
            }
            return lastClass;
        }

        /** What a note says of a reply, for another reason. */
        Note again(Note note, WaitReason reason) {
            return note.reason() == reason ? note : of(reason, note.reply(), note.replyClass());
        }

        private Note of(WaitReason reason, @Nullable SmtpReply reply, ReplyClass replyClass) {
            var words = new Words(reason, reply == null ? null : bounded(reply), replyClass);
            var known = notes.get(words);
            if (known != null) {
                return known;
            }
            if (notes.size() >= MOST && !sweep()) {
                return reply == null ? new Note(words) : bare(words, reply);
            }
            return intern(words);
        }

        int size() {
            return notes.size();
        }

        private Note bare(Words full, SmtpReply reply) {
            var bare = new SmtpReply(reply.code(), reply.status(), List.of(""));
            var words = new Words(full.reason(), bare, full.replyClass());
            var known = notes.get(words);
            return known != null ? known : intern(words);
        }

        private Note intern(Words words) {
            var note = new Note(words);
            notes.put(words, note);
            return note;
        }

        /** Forgets what nobody holds; not at every call, for it looks at all. */
        private boolean sweep() {
            if (untilSweep-- > 0) {
                return false;
            }
            untilSweep = MOST;
            notes.values().removeIf(note -> note.holders <= 0);
            return notes.size() < MOST;
        }

        SmtpReply bounded(SmtpReply reply) {
            if (reply.lines().size() == 1 && reply.lines().getFirst().length() <= TEXT) {
                return reply;
            }
            var text = String.join(" ", reply.lines());
            var cut = text.length() > TEXT ? text.substring(0, TEXT) : text;
            return new SmtpReply(reply.code(), reply.status(), List.of(cut));
        }
    }
}

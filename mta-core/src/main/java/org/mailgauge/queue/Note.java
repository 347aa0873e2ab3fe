package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.ReplyClass;
import org.mailgauge.smtp.SmtpReply;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

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

        /** Replies whose class is known, at most. */
        private static final int KNOWN = 1024;

        private final Function<SmtpReply, ReplyClass> table;
        private final Map<SmtpReply, ReplyClass> known = new HashMap<>();
        private final Map<Words, Note> notes = new HashMap<>();
        private int untilSweep;
        private @Nullable SmtpReply lastReply;
        private ReplyClass lastClass = ReplyClass.NONE;

        /**
         * @param table says the class of a reply; asked once for replies that say the same, as long
         *     as they come often enough
         */
        Pool(Function<SmtpReply, ReplyClass> table) {
            this.table = table;
        }

        Note of(WaitReason reason, @Nullable SmtpReply reply) {
            return of(reason, reply, classOf(reply));
        }

        /** The class of a reply; none for null. */
        @SuppressWarnings("ReferenceEquality") // the very reply asked about before
        ReplyClass classOf(@Nullable SmtpReply reply) {
            if (reply == null) {
                return ReplyClass.NONE;
            }
            if (reply != lastReply) {
                lastClass = bounded(reply) == reply ? known(reply) : table.apply(reply);
                lastReply = reply;
            }
            return lastClass;
        }

        /** The table says something else now; notes that are held keep their class. */
        void forgetClasses() {
            known.clear();
            lastReply = null;
            lastClass = ReplyClass.NONE;
        }

        private ReplyClass known(SmtpReply reply) {
            var found = known.get(reply);
            if (found != null) {
                return found;
            }
            if (known.size() >= KNOWN) {
                known.clear();
            }
            var of = table.apply(reply);
            known.put(reply, of);
            return of;
        }

        /** What a note says of a reply, for another reason. */
        Note again(Note note, WaitReason reason) {
            return note.reason() == reason ? note : of(reason, note.reply(), note.replyClass());
        }

        private Note of(WaitReason reason, @Nullable SmtpReply reply, ReplyClass replyClass) {
            var words = new Words(reason, reply == null ? null : bounded(reply), replyClass);
            var found = notes.get(words);
            if (found != null) {
                return found;
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
            var found = notes.get(words);
            return found != null ? found : intern(words);
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

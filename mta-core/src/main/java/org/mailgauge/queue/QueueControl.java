package org.mailgauge.queue;

import org.mailgauge.smtp.SmtpReply;

import java.util.List;

/** What the operator can do to the queue. Safe for use by any thread. */
public interface QueueControl {

    /**
     * Does something to the recipients that are meant, or says what it would do. Takes a while in a
     * long queue; parks on the journal.
     *
     * @param reply what is said of recipients that are bounced
     */
    Effect operate(Operation operation, Selection selection, SmtpReply reply, boolean dryRun);

    /** Stops a channel or destination; takes the place of a pause that it had. */
    Pauses.Change pause(Pause pause);

    /** Goes on where a pause was. */
    Pauses.Change resume(Pause.Kind kind, String name);

    /** What is stopped. */
    Paused paused();

    /**
     * The pauses in force, channels first, by name.
     *
     * @param incomplete whether there may have been others, as the file of them was damaged
     * @param channels the names of all channels that have been used
     */
    record Paused(List<Pause> pauses, boolean incomplete, List<String> channels) {
        public Paused {
            pauses = List.copyOf(pauses);
            channels = List.copyOf(channels);
        }
    }
}

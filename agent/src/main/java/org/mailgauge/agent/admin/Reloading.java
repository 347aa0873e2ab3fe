package org.mailgauge.agent.admin;

import org.mailgauge.agent.conf.Changes;
import org.mailgauge.agent.conf.Problem;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Reads the configuration again while the server runs. Safe for use by any thread. */
public interface Reloading {

    /** The file that is read. */
    Path file();

    /** Does it: all of it, or nothing. One that runs ends first. */
    Outcome reload();

    /** What came of it. */
    sealed interface Outcome {
        /**
         * The file is in force, but for what takes effect at a start.
         *
         * @param loaded when it was read, by the wall clock
         * @param warnings about the file
         */
        record Done(Instant loaded, Changes changes, List<Problem> warnings) implements Outcome {
            public Done {
                warnings = List.copyOf(warnings);
            }
        }

        /** Nothing has changed, for the file is wrong. */
        record Refused(List<Problem> errors) implements Outcome {
            public Refused {
                errors = List.copyOf(errors);
            }
        }

        /** Nothing has changed, for the file can't be read. */
        record Unreadable(String why) implements Outcome {}

        /** Nothing has changed, for the system did not give what the file asks for. */
        record Failed(String why) implements Outcome {}
    }
}

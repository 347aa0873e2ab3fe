package org.mailgauge.queue.journal;

import org.mailgauge.disk.NewerFormatException;
import org.mailgauge.queue.QueueId;

import java.util.List;
import java.util.Optional;

/** Knows the formats of what the journal keeps for its owner and cannot read itself. */
public interface RecordFormats {

    /** Everything is taken. */
    RecordFormats ANY =
            new RecordFormats() {
                @Override
                public void refuseNewer(QueueId id, byte[] envelope, List<byte[]> states) {
                    // Nothing is known of them.
                }

                @Override
                public Optional<String> envelopeFlaw(byte[] envelope) {
                    return Optional.empty();
                }

                @Override
                public Optional<String> stateFlaw(byte[] state) {
                    return Optional.empty();
                }
            };

    /**
     * Looks at the versions of a live message's envelope and states, before the journal changes
     * anything on the disk.
     *
     * @throws NewerFormatException when a newer program wrote one of them
     */
    void refuseNewer(QueueId id, byte[] envelope, List<byte[]> states) throws NewerFormatException;

    /** Why an envelope cannot be read; empty when it can. */
    Optional<String> envelopeFlaw(byte[] envelope);

    /** Why a state cannot be read; empty when it can. */
    Optional<String> stateFlaw(byte[] state);
}

package org.mailgauge;

import org.mailgauge.queue.MailQueue;
import org.mailgauge.queue.journal.JournalListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log what the journal found, and sets messages aside whose content is damaged. */
final class JournalAlerts implements JournalListener {
    private static final Logger LOG = LoggerFactory.getLogger(JournalAlerts.class);

    private final MailQueue queue;

    JournalAlerts(MailQueue queue) {
        this.queue = queue;
    }

    @Override
    public void damaged(Damage damage) {
        LOG.error(
                "damage in {} (epoch {}) at {}, {} octets: {}; the octets are in quarantine{}",
                damage.file(),
                damage.epoch(),
                damage.offset(),
                damage.length(),
                damage.what(),
                damage.id().map(id -> "; message " + id).orElse(""));
        damage.id().ifPresent(id -> queue.quarantine(id, damage.what()));
    }

    @Override
    public void failed(String what, Throwable why) {
        LOG.error("{} failed; the journal goes on in another segment if it can", what, why);
    }
}

package org.mailgauge.agent.agentx;

import java.time.Instant;
import java.util.Locale;
import java.util.function.ObjDoubleConsumer;

/**
 * How it stands with the master, for people and metrics.
 *
 * @param master where it listens
 * @param since since when the phase lasts
 * @param registered regions that are ours
 * @param refused regions that the master does not give us
 * @param trouble why there is no session, or why the last one ended; empty for none
 * @param totals since the start
 */
public record AgentxStatus(
        String master,
        Phase phase,
        Instant since,
        int registered,
        int refused,
        String trouble,
        Totals totals) {

    /** What is going on. */
    public enum Phase {
        /** No session, or not yet. */
        DOWN,
        /** All regions have been asked for. */
        UP;

        /** As in the API. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Totals.
     *
     * @param sessions that were opened, with all regions asked for
     * @param requests of the master that were answered with values
     * @param setsRefused requests of the master for a change
     * @param notified notifications that the master confirmed
     * @param notNotified notifications that it did not get, or did not take
     */
    public record Totals(
            long sessions, long requests, long setsRefused, long notified, long notNotified) {}

    /** Its numbers by the names of metrics, without prefix. */
    public void give(ObjDoubleConsumer<String> into) {
        into.accept("agentx_up", isUp() ? 1 : 0);
        into.accept("agentx_regions", registered);
        into.accept("agentx_regions_refused", refused);
        into.accept("agentx_sessions_total", (double) totals.sessions());
        into.accept("agentx_requests_total", (double) totals.requests());
        into.accept("agentx_sets_refused_total", (double) totals.setsRefused());
        into.accept("agentx_notifications_total", (double) totals.notified());
        into.accept("agentx_notifications_lost_total", (double) totals.notNotified());
    }

    public boolean isUp() {
        return phase == Phase.UP;
    }
}

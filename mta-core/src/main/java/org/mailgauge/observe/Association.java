package org.mailgauge.observe;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * One live association (RFC 2788 assocTable).
 *
 * @param id assocIndex, unique per application while the process runs, from 1
 * @param group the MTA group it belongs to; null for one of an application that is no MTA
 * @param inbound whether the remote side initiated it
 * @param userAgent whether the remote side is a user agent (authenticated, or on submission) rather
 *     than a peer MTA
 * @param remote assocRemoteApplication: the remote system's IP address (inbound) or host name
 *     (outbound)
 * @param port the primary port of assocApplicationProtocol
 * @param startedTicks when it was established, on {@link org.mailgauge.port.Time#ticks}
 */
public record Association(
        int id,
        @Nullable MtaGroup group,
        boolean inbound,
        boolean userAgent,
        String remote,
        int port,
        long startedTicks) {

    /** The group of an association of an MTA. */
    MtaGroup mtaGroup() {
        return Objects.requireNonNull(group, "an association of an MTA has a group");
    }
}

package org.mailgauge.observe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The groups that exist from the start, and how many destinations get one of their own.
 *
 * @param destinations how many; half of them are admitted by traffic, half by backlog
 * @param url the page that shows the groups, or empty when there is none; a fragment names each
 */
public record GroupPlan(List<Spec> inbound, List<Spec> channels, int destinations, String url) {
    /** Destinations with a group of their own unless configured otherwise. */
    public static final int DESTINATIONS = 50;

    /** Names that no channel of a route may take: they name other groups. */
    public static final Set<String> RESERVED =
            Set.of(
                    "smtp-in",
                    "submission-in",
                    "lmtp-in",
                    "in-delivery",
                    "ready",
                    "deferred",
                    "held",
                    "other");

    private static final Map<String, Spec> USUAL = usual();

    /** Groups that no page shows. */
    public GroupPlan(List<Spec> inbound, List<Spec> channels, int destinations) {
        this(inbound, channels, destinations, "");
    }

    public GroupPlan {
        inbound = List.copyOf(inbound);
        channels = List.copyOf(channels);
        for (var channel : channels) {
            if (RESERVED.contains(channel.name())) {
                throw new IllegalArgumentException("channel name " + channel.name());
            }
        }
    }

    /**
     * A group to be.
     *
     * @param port as {@link MtaGroup#port}
     */
    public record Spec(String name, MtaGroup.Kind kind, String description, int port) {}

    /** The channel of that name when no route describes it. */
    public static Spec channel(String name) {
        var usual = USUAL.get(name);
        return usual != null
                ? usual
                : new Spec(name, MtaGroup.Kind.OUTBOUND, "Mail handed on (channel)", 25);
    }

    private static Map<String, Spec> usual() {
        var specs =
                List.of(
                        new Spec(
                                "smtp-out",
                                MtaGroup.Kind.OUTBOUND,
                                "Mail handed on by SMTP (channel)",
                                25),
                        new Spec(
                                "lmtp-out",
                                MtaGroup.Kind.OUTBOUND,
                                "Mail handed on by LMTP (channel)",
                                24),
                        local("local", "Mail for mailboxes of this server (channel)"),
                        local("hold", "Mail kept until it is released (channel)"),
                        local("discard", "Mail dropped by a route (channel)"),
                        local("error", "Mail refused by a route (channel)"));
        var map = new LinkedHashMap<String, Spec>();
        specs.forEach(spec -> map.put(spec.name(), spec));
        return Map.copyOf(map);
    }

    private static Spec local(String name, String description) {
        return new Spec(name, MtaGroup.Kind.LOCAL, description, 0);
    }
}

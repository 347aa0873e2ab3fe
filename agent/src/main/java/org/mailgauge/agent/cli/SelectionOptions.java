package org.mailgauge.agent.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

/**
 * Which recipients are meant: the options that all commands of the queue share. The server reads
 * their values, under the same names.
 */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SelectionOptions {
    @Option(
            names = "--sender",
            paramLabel = "PATH",
            description = "from that reverse-path or domain; <> for reports")
    @Nullable String sender;

    @Option(
            names = "--recipient",
            paramLabel = "ADDRESS",
            description = "to that address or domain")
    @Nullable String recipient;

    @Option(names = "--destination", paramLabel = "DOMAIN", description = "to that domain")
    @Nullable String destination;

    @Option(names = "--channel", paramLabel = "NAME", description = "of that channel")
    @Nullable String channel;

    @Option(
            names = "--next-hop",
            paramLabel = "HOP",
            description = "by that next hop, as queue show gives it")
    @Nullable String nextHop;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "in-delivery, ready, deferred or held")
    @Nullable String state;

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            description = "waits for that reason, such as put-off")
    @Nullable String reason;

    @Option(
            names = "--class",
            paramLabel = "CLASS",
            description = "the last reply is of that class, such as greylisted")
    @Nullable String replyClass;

    @Option(
            names = "--older-than",
            paramLabel = "TIME",
            description = "arrived longer ago: 90s, 30m, 4h, 2d")
    @Nullable String olderThan;

    @Option(names = "--younger-than", paramLabel = "TIME", description = "arrived not so long ago")
    @Nullable String youngerThan;

    @Option(
            names = "--larger-than",
            paramLabel = "SIZE",
            description = "content has more octets: 500000, 64KiB, 10MB")
    @Nullable String largerThan;

    @Option(names = "--attempts", paramLabel = "N", description = "was tried that often at least")
    @Nullable String attempts;

    @Option(
            names = "--reply",
            paramLabel = "TEXT",
            description = "the last reply contains that text")
    @Nullable String reply;

    /** Adds what was given. */
    void to(Form form) {
        form.put("sender", sender)
                .put("recipient", recipient)
                .put("destination", destination)
                .put("channel", channel)
                .put("next-hop", nextHop)
                .put("state", state)
                .put("reason", reason)
                .put("class", replyClass)
                .put("older-than", olderThan)
                .put("younger-than", youngerThan)
                .put("larger-than", largerThan)
                .put("attempts", attempts)
                .put("reply", reply);
    }
}

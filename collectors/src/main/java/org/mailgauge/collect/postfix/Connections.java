package org.mailgauge.collect.postfix;

import org.mailgauge.collect.postfix.log.PostfixEvent.Delivery;
import org.mailgauge.collect.postfix.log.PostfixEvent.Relay;
import org.mailgauge.observe.Association;
import org.mailgauge.observe.AssociationIds;
import org.mailgauge.observe.Ledger;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.observe.StateText;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;

/**
 * Outbound associations, by the process of the delivery agent. A delivery without {@code conn_use=}
 * made a new one, once for all recipients of a message that it served in one round; when it ended
 * is not told. A failure to connect is told before the delivery that it is about. At most {@value
 * #MOST} processes are remembered, those that were told of last. Used by one thread.
 */
final class Connections {
    static final int MOST = 2000;
    private static final int FAILURES = 16;

    /** From where to where, by which process, and how often the message was active by then. */
    record Way(MtaGroup channel, MtaGroup destination, long pid, long round) {}

    /** A process: its last connection, and failures to be told. */
    private static final class Agent {
        private String last = "";
        private final List<String> failures = new ArrayList<>();
    }

    private final Ledger ledger;
    private final AssociationIds ids;
    private final LinkedHashMap<Long, Agent> agents = new LinkedHashMap<>(64, 0.75f, true);

    /**
     * @param ids of all associations of the ledger
     */
    Connections(Ledger ledger, AssociationIds ids) {
        this.ledger = ledger;
        this.ids = ids;
    }

    /** A next hop could not be reached; for which domain, the next delivery tells. */
    void failed(long pid, String reason) {
        var agent = agent(pid);
        if (agent.failures.size() < FAILURES) {
            agent.failures.add(reason);
        }
    }

    private Agent agent(long pid) {
        var agent = agents.computeIfAbsent(pid, _ -> new Agent());
        if (agents.size() > MOST) {
            agents.pollFirstEntry();
        }
        return agent;
    }

    /** A delivery was tried over associations. */
    void used(Delivery delivery, Way way, long at) {
        var agent = agent(way.pid());
        for (var reason : agent.failures) {
            ledger.tell(new MtaEvent.OutboundAttempted(way.channel(), way.destination()), at);
            ledger.tell(new MtaEvent.OutboundFailed(way.channel(), way.destination(), reason), at);
        }
        agent.failures.clear();
        if (!(delivery.relay() instanceof Relay.Remote(var peer))) {
            return;
        }
        var connection = delivery.queueId() + " " + way.round() + " " + peer;
        boolean isNew = delivery.connectionUse() == null && !connection.equals(agent.last);
        agent.last = connection;
        if (isNew) {
            var host = peer.host();
            var association =
                    new Association(
                            ids.next(),
                            way.channel(),
                            false,
                            false,
                            host == null ? Correlator.remote(peer) : host,
                            way.channel().port(),
                            at);
            ledger.tell(new MtaEvent.OutboundAttempted(way.channel(), way.destination()), at);
            ledger.tell(new MtaEvent.OutboundOpened(association, way.destination()), at);
            ledger.tell(new MtaEvent.AssociationClosed(association), at);
        }
    }

    void forget() {
        agents.clear();
    }

    void save(StateText text, Consumer<String> lines) {
        agents.forEach(
                (pid, agent) -> {
                    var words = new ArrayList<String>();
                    words.add("agent");
                    words.add(Long.toString(pid));
                    words.add(agent.last);
                    words.addAll(agent.failures);
                    lines.accept(text.line(words.toArray(String[]::new)));
                });
    }

    /** Takes one of the lines; returns whether it was one. */
    boolean goOn(StateText.Words words) {
        if (!words.first().equals("agent")) {
            return false;
        }
        var pid = words.number(1);
        if (pid == null) {
            return false;
        }
        var agent = agent(pid);
        agent.last = words.text(2);
        for (int i = 3; i < words.count(); i++) {
            agent.failures.add(words.text(i));
        }
        return true;
    }
}

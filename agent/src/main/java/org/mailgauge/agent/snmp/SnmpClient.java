package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.snmp4j.CommandResponderEvent;
import org.snmp4j.CommunityTarget;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.PDU;
import org.snmp4j.ScopedPDU;
import org.snmp4j.Snmp;
import org.snmp4j.Target;
import org.snmp4j.UserTarget;
import org.snmp4j.mp.CounterSupport;
import org.snmp4j.mp.MPv2c;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.security.SecurityModels;
import org.snmp4j.security.USM;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A manager's session with one agent. For one thread. */
final class SnmpClient implements AutoCloseable {
    /** How long a request may take before it is sent again, and how often it is. */
    private static final long TIMEOUT_MILLIS = 1500;

    private static final int RETRIES = 2;

    /** A manager's engine id means nothing; this is the one of RFC 5343. */
    private static final byte[] NO_ENGINE = MPv3.LOCAL_ENGINE_ID.getValue();

    private static final Map<OID, String> REPORTS =
            Map.of(
                    SnmpConstants.usmStatsUnknownUserNames,
                    "the agent does not know this user",
                    SnmpConstants.usmStatsWrongDigests,
                    "the agent refuses the authentication passphrase",
                    SnmpConstants.usmStatsDecryptionErrors,
                    "the agent cannot decrypt: the privacy passphrase is not its own",
                    SnmpConstants.usmStatsUnsupportedSecLevels,
                    "the agent does not offer this security level to this user",
                    SnmpConstants.usmStatsNotInTimeWindows,
                    "the agent's clock and ours do not meet");

    private final String agent;
    private final Snmp snmp;
    private final Target<Address> target;
    private final boolean scoped;

    /** The last report, also one that the library ignores because anyone could have sent it. */
    private volatile @Nullable OID report;

    private SnmpClient(String agent, Snmp snmp, Target<Address> target) {
        this.agent = agent;
        this.snmp = snmp;
        this.target = target;
        this.scoped = target.getVersion() == SnmpConstants.version3;
    }

    /** Speaks SNMPv2c. */
    static SnmpClient community(Endpoint agent, String community) throws IOException {
        return community(agent, Transport.UDP, community);
    }

    static SnmpClient community(Endpoint agent, Transport by, String community) throws IOException {
        var messages = new MessageDispatcherImpl();
        messages.addMessageProcessingModel(new MPv2c());
        var target = new CommunityTarget<Address>(by.address(agent), Security.utf8(community));
        target.setVersion(SnmpConstants.version2c);
        return open(agent, by, messages, target);
    }

    /** Speaks SNMPv3 at the level that the user needs. */
    static SnmpClient user(Endpoint agent, SnmpConfig.User user) throws IOException {
        return user(agent, Transport.UDP, user);
    }

    static SnmpClient user(Endpoint agent, Transport by, SnmpConfig.User user) throws IOException {
        var protocols = Security.protocols(List.of(user));
        var usm = new USM(protocols, new OctetString(NO_ENGINE), 0, new CounterSupport());
        usm.addUser(Security.user(user));
        var models = new SecurityModels().addSecurityModel(usm);
        var messages = new MessageDispatcherImpl();
        messages.addMessageProcessingModel(
                new MPv3(NO_ENGINE, null, protocols, models, new CounterSupport()));
        var target = new UserTarget<Address>();
        target.setAddress(by.address(agent));
        target.setVersion(SnmpConstants.version3);
        target.setSecurityName(Security.utf8(user.name()));
        target.setSecurityLevel(Security.level(user));
        return open(agent, by, messages, target);
    }

    private static SnmpClient open(
            Endpoint agent, Transport by, MessageDispatcherImpl messages, Target<Address> target)
            throws IOException {
        target.setTimeout(TIMEOUT_MILLIS);
        target.setRetries(RETRIES);
        var snmp = new Snmp(messages, by.mapping());
        var client = new SnmpClient(by.label() + " " + agent, snmp, target);
        // Hears a report before the session does.
        messages.removeCommandResponder(snmp);
        messages.addCommandResponder(client::heard);
        messages.addCommandResponder(snmp);
        snmp.listen();
        return client;
    }

    private <A extends Address> void heard(CommandResponderEvent<A> event) {
        var pdu = event.getPDU();
        if (pdu != null && pdu.getType() == PDU.REPORT && pdu.size() > 0) {
            report = pdu.get(0).getOid();
        }
    }

    /** Waits for less time, for those who expect silence. */
    SnmpClient impatient(long millis) {
        target.setTimeout(millis);
        target.setRetries(0);
        return this;
    }

    /** Speaks with less security, for those who expect to be refused. */
    SnmpClient level(int securityLevel) {
        target.setSecurityLevel(securityLevel);
        return this;
    }

    /** A request without variable bindings. */
    PDU request(int type) {
        var pdu = scoped ? new ScopedPDU() : new PDU();
        pdu.setType(type);
        return pdu;
    }

    /**
     * Sends a request and waits for its answer.
     *
     * @throws SnmpFailure when nothing answers, or the agent answers with a report
     */
    PDU send(PDU request) throws IOException {
        report = null;
        PDU response = exchange(request);
        var told = report;
        if (response == null && told != null) {
            throw refusal(told);
        }
        if (response == null) {
            throw new SnmpFailure(
                    "nothing answers at %s%s"
                            .formatted(
                                    agent,
                                    scoped
                                            ? ": is the server running?"
                                            : ": is the server running, and the community"
                                                    + " configured there?"));
        }
        if (response.getType() == PDU.REPORT) {
            throw refusal(response.size() == 0 ? new OID() : response.get(0).getOid());
        }
        return response;
    }

    private SnmpFailure refusal(OID oid) {
        return new SnmpFailure(
                "%s: %s".formatted(agent, REPORTS.getOrDefault(oid, "the agent reports " + oid)));
    }

    /** The answer or report to a request; null when none came in time. */
    @Nullable PDU exchange(PDU request) throws IOException {
        var event = snmp.send(request, target);
        return event == null ? null : event.getResponse();
    }

    @Override
    public void close() throws IOException {
        snmp.close();
    }
}

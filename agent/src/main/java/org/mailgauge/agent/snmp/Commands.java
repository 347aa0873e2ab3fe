package org.mailgauge.agent.snmp;

import org.snmp4j.CommandResponderEvent;
import org.snmp4j.PDU;
import org.snmp4j.ScopedPDU;
import org.snmp4j.agent.CommandProcessor;
import org.snmp4j.agent.MOServer;
import org.snmp4j.agent.RequestHandler;
import org.snmp4j.agent.mo.snmp.CoexistenceInfo;
import org.snmp4j.agent.request.SnmpRequest;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.OctetString;

/**
 * Answers GET, GETNEXT, GETBULK and SET, within the bounds of {@link Limits}; whatever else comes
 * is counted and not answered.
 */
final class Commands extends CommandProcessor {
    /** Version, community and the sequence around them, without the community's characters. */
    private static final int COMMUNITY_MESSAGE_OCTETS = 11;

    /** Header and security parameters at their longest, without the user's name. */
    private static final int USM_MESSAGE_OCTETS = 132;

    private final SnmpConfig config;
    private final Counters counters;

    Commands(OctetString engineId, SnmpConfig config, Counters counters) {
        super(engineId);
        this.config = config;
        this.counters = counters;
        // The library's handler measures the whole response anew for every binding.
        pduHandler.removeIf(handler -> handler.isSupported(PDU.GETBULK));
        pduHandler.add(new BulkHandler());
        requestFactory =
                (event, info) ->
                        event.getPDU().getType() == PDU.GETBULK
                                ? new BulkRequest(event, info)
                                : new SnmpRequest(event, info);
        addCounterListener(counters);
    }

    @Override
    public <A extends Address> void processPdu(CommandResponderEvent<A> event) {
        var pdu = event.getPDU();
        if (pdu == null) {
            return;
        }
        if (getHandler(pdu.getType()) == null) {
            event.setProcessed(true);
            counters.increment(SnmpConstants.snmpUnknownPDUHandlers);
            return;
        }
        int whole = pdu.getType() == PDU.GETBULK ? config.bulkOctets() : config.responseOctets();
        if (event.getTransportMapping() instanceof DtlsSocket) {
            whole = Math.min(whole, Limits.DTLS_MESSAGE_OCTETS);
        }
        event.setMaxSizeResponsePDU(Math.min(event.getMaxSizeResponsePDU(), whole - around(event)));
        super.processPdu(event);
    }

    /** The octets of a response message around its PDU. */
    private static int around(CommandResponderEvent<?> event) {
        int fixed =
                event.getPDU() instanceof ScopedPDU ? USM_MESSAGE_OCTETS : COMMUNITY_MESSAGE_OCTETS;
        return fixed + event.getSecurityName().length;
    }

    @Override
    protected <A extends Address> void dispatchCommand(
            CommandResponderEvent<A> event, CoexistenceInfo info) {
        var pdu = event.getPDU();
        if (pdu.getType() == PDU.SET && !(pdu instanceof ScopedPDU)) {
            // The community is known, and none may write (RFC 3418).
            counters.increment(Counters.IN_BAD_COMMUNITY_USES);
        }
        if (pdu.size() > Limits.VARIABLE_BINDINGS && pdu.getType() != PDU.GETBULK) {
            sendResponse(event, tooBig(pdu));
        } else {
            super.dispatchCommand(event, info);
        }
    }

    private static PDU tooBig(PDU request) {
        var response = (PDU) request.clone();
        response.clear();
        response.setType(PDU.RESPONSE);
        response.setRequestID(request.getRequestID());
        response.setErrorIndex(0);
        response.setErrorStatus(PDU.tooBig);
        return response;
    }

    private final class BulkHandler implements RequestHandler<SnmpRequest> {
        @Override
        public boolean isSupported(int pduType) {
            return pduType == PDU.GETBULK;
        }

        @Override
        public void processPdu(SnmpRequest request, MOServer server) {
            ((BulkRequest) request)
                    .fill(
                            step ->
                                    processNextSubRequest(
                                            request, server, request.getContext(), step));
        }
    }
}

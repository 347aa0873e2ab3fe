package org.mailgauge.agent.snmp;

import org.snmp4j.CommandResponderEvent;
import org.snmp4j.PDU;
import org.snmp4j.agent.mo.snmp.CoexistenceInfo;
import org.snmp4j.agent.request.SnmpRequest;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.VariableBinding;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * A GETBULK (RFC 3416 section 4.2.3) whose response is measured while it is filled, so that its
 * cost is linear in the variable bindings that it carries, and none is made that does not fit.
 */
final class BulkRequest extends SnmpRequest {
    private static final long serialVersionUID = 1;

    /** Two length fields of the response grow from one octet to three at most. */
    private static final int LENGTHS_GROW = 4;

    private int errorIndex;

    BulkRequest(CommandResponderEvent<?> event, CoexistenceInfo info) {
        super(event, info);
    }

    /**
     * Fills the response.
     *
     * @param next takes a step, or says that there is nothing behind it
     */
    void fill(Consumer<Step> next) {
        var pdu = getSource().getPDU();
        var filled = super.getResponse();
        int room = getSource().getMaxSizeResponsePDU() - filled.getBERLength() - LENGTHS_GROW;
        int single = getNonRepeaters();
        var at = new ArrayList<OID>(pdu.size());
        for (int i = 0; i < pdu.size() && room > 0; i++) {
            if (i >= single) {
                at.add(pdu.get(i).getOid());
                continue;
            }
            room = take(next, new Step(this, i, pdu.get(i).getOid()), room);
        }
        boolean more = !at.isEmpty();
        for (int row = 0; row < getMaxRepetitions() && more && room > 0; row++) {
            more = false;
            for (int i = 0; i < at.size() && room > 0; i++) {
                var step = new Step(this, single + i, at.get(i));
                room = take(next, step, room);
                more |= !step.getVariableBinding().isException();
                at.set(i, step.getVariableBinding().getOid());
            }
        }
    }

    /**
     * Takes one step and adds what it came to.
     *
     * @return the room that remains; 0 when the binding did not fit or failed
     */
    private int take(Consumer<Step> next, Step step, int room) {
        next.accept(step);
        if (step.hasError()) {
            errorStatus = PDU.genErr;
            errorIndex = step.getIndex() + 1;
            return 0;
        }
        var binding = step.getVariableBinding();
        int left = room - binding.getBERLength();
        if (left < 0) {
            return 0;
        }
        response.add(binding);
        return left;
    }

    @Override
    protected synchronized void setupSubRequests() {
        subrequests = new ArrayList<>(0);
    }

    @Override
    public PDU getResponse() {
        var filled = super.getResponse();
        if (errorStatus != PDU.noError) {
            filled.clear();
            filled.setType(PDU.RESPONSE);
            filled.setRequestID(getSource().getPDU().getRequestID());
            filled.setErrorStatus(errorStatus);
            filled.setErrorIndex(errorIndex);
            for (var binding : getSource().getPDU().getVariableBindings()) {
                filled.add(new VariableBinding(binding.getOid()));
            }
        }
        return filled;
    }

    @Override
    public int getErrorStatus() {
        return errorStatus;
    }

    @Override
    public int getErrorIndex() {
        return errorIndex;
    }

    @Override
    public boolean isComplete() {
        return true;
    }

    @Override
    public Iterator<SnmpSubRequest> iterator() {
        return Collections.emptyIterator();
    }
}

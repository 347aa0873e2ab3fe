package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.snmp4j.agent.DefaultMOContextScope;
import org.snmp4j.agent.MOQuery;
import org.snmp4j.agent.MOScope;
import org.snmp4j.agent.ManagedObject;
import org.snmp4j.agent.request.Request;
import org.snmp4j.agent.request.RequestStatus;
import org.snmp4j.agent.request.SubRequest;
import org.snmp4j.agent.request.SubRequestIterator;
import org.snmp4j.agent.request.SubRequestIteratorSupport;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.VariableBinding;

import java.util.Collections;

/** One GETNEXT of a GETBULK: from an OID to the instance behind it. */
@SuppressWarnings("NullAway") // the library's contract: null stands for what is not set
final class Step implements SubRequest<Step> {
    private final BulkRequest request;
    private final int index;
    private final MOScope scope;
    private final VariableBinding binding;
    private final RequestStatus status = new RequestStatus();
    private @Nullable MOQuery query;
    private @Nullable ManagedObject<? super Step> target;
    private @Nullable Object undo;
    private @Nullable Object user;

    /**
     * @param index the place of the variable binding in the request, from 0
     * @param from the OID to go on from
     */
    Step(BulkRequest request, int index, OID from) {
        this.request = request;
        this.index = index;
        this.scope = new DefaultMOContextScope(request.getContext(), from, false, null, false);
        this.binding = new VariableBinding(new OID(from));
    }

    @Override
    public boolean hasError() {
        return status.getErrorStatus() != 0;
    }

    @Override
    public void setErrorStatus(int errorStatus) {
        status.setErrorStatus(errorStatus);
    }

    @Override
    public int getErrorStatus() {
        return status.getErrorStatus();
    }

    @Override
    public RequestStatus getStatus() {
        return status;
    }

    @Override
    public MOScope getScope() {
        return scope;
    }

    @Override
    public VariableBinding getVariableBinding() {
        return binding;
    }

    @Override
    public Request<?, ?, ?> getRequest() {
        return request;
    }

    @Override
    public Object getUndoValue() {
        return undo;
    }

    @Override
    public void setUndoValue(Object undoInformation) {
        undo = undoInformation;
    }

    @Override
    public void completed() {
        status.setPhaseComplete(true);
    }

    @Override
    public boolean isComplete() {
        return status.isPhaseComplete();
    }

    @Override
    public void setTargetMO(ManagedObject<? super Step> managedObject) {
        target = managedObject;
    }

    @Override
    public ManagedObject<? super Step> getTargetMO() {
        return target;
    }

    @Override
    public int getIndex() {
        return index;
    }

    @Override
    public void setQuery(MOQuery query) {
        this.query = query;
    }

    @Override
    public MOQuery getQuery() {
        return query;
    }

    @Override
    public SubRequestIterator<Step> repetitions() {
        return new SubRequestIteratorSupport<>(Collections.emptyIterator());
    }

    @Override
    public void updateNextRepetition() {
        // Each repetition is a step of its own.
    }

    @Override
    public Object getUserObject() {
        return user;
    }

    @Override
    public void setUserObject(Object userObject) {
        user = userObject;
    }
}

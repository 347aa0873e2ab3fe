package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.snmp4j.PDU;
import org.snmp4j.agent.DefaultMOQuery;
import org.snmp4j.agent.MOQuery;
import org.snmp4j.agent.MOScope;
import org.snmp4j.agent.RegisteredManagedObject;
import org.snmp4j.agent.mo.GenericManagedObject;
import org.snmp4j.agent.request.Request;
import org.snmp4j.agent.request.SubRequest;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

import java.util.function.Function;

/**
 * A part of the MIB that can be read and never written: every phase of a SET ends in notWritable.
 * What it holds is given by two look-ups.
 */
abstract class ReadOnly implements GenericManagedObject, RegisteredManagedObject<SubRequest<?>> {
    private final MOScope scope;
    private final Pinned.Source source;

    ReadOnly(MOScope scope, Pinned.Source source) {
        this.scope = scope;
        this.source = source;
    }

    /** An instance with its value. */
    record Cell(OID oid, Variable value) {}

    /** Which instances a request may see. */
    interface Filter extends Function<OID, Boolean> {
        Filter ALL = _ -> true;
    }

    /** The value of an instance; noSuchInstance or noSuchObject when there is none. */
    abstract Variable read(OID oid, Pinned pinned);

    /**
     * The first visible instance behind an OID; null when there is none.
     *
     * @param included whether the instance of exactly that OID will do
     */
    abstract @Nullable Cell after(
            OID lower, boolean included, Function<OID, Boolean> visible, Pinned pinned);

    /** {@link #read} in what a request sees. */
    final Variable value(OID oid, @Nullable Request<?, ?, ?> request) {
        return read(oid, source.of(request));
    }

    /** {@link #after} in what a request sees. */
    final @Nullable Cell next(
            OID lower,
            boolean included,
            Function<OID, Boolean> visible,
            @Nullable Request<?, ?, ?> request) {
        return after(lower, included, visible, source.of(request));
    }

    @Override
    public final MOScope getScope() {
        return scope;
    }

    @Override
    public final OID getID() {
        return scope.getLowerBound();
    }

    @Override
    @SuppressWarnings("NullAway") // the library's contract: null stands for none
    public final OID find(MOScope range) {
        var cell = first(range, Filter.ALL, null);
        return cell == null ? null : cell.oid();
    }

    @Override
    @SuppressWarnings("NullAway") // the library's contract: null stands for none
    public final OID find(MOQuery query, Function<OID, Boolean> filter) {
        var source = query instanceof DefaultMOQuery q ? q.getSource() : null;
        var request = source instanceof Request<?, ?, ?> r ? r : null;
        var cell = first(query.getScope(), filter, request);
        return cell == null ? null : cell.oid();
    }

    @Override
    public final void get(SubRequest<?> request) {
        var binding = request.getVariableBinding();
        binding.setVariable(value(binding.getOid(), request.getRequest()));
        request.completed();
    }

    @Override
    @SuppressWarnings("deprecation") // the interface still asks for it
    public final boolean next(SubRequest<?> request) {
        return next(request, Filter.ALL);
    }

    @Override
    public final boolean next(SubRequest<?> request, Function<OID, Boolean> filter) {
        var cell = first(request.getScope(), filter, request.getRequest());
        if (cell == null) {
            return false;
        }
        request.getVariableBinding().setOid(cell.oid());
        request.getVariableBinding().setVariable(cell.value());
        request.completed();
        return true;
    }

    private @Nullable Cell first(
            MOScope range, Function<OID, Boolean> visible, @Nullable Request<?, ?, ?> request) {
        var cell = next(range.getLowerBound(), range.isLowerIncluded(), visible, request);
        return cell != null && range.covers(cell.oid()) ? cell : null;
    }

    @Override
    public final void prepare(SubRequest<?> request) {
        request.setErrorStatus(PDU.notWritable);
    }

    @Override
    public final void commit(SubRequest<?> request) {
        request.setErrorStatus(PDU.commitFailed);
    }

    @Override
    public final void undo(SubRequest<?> request) {
        request.completed();
    }

    @Override
    public final void cleanup(SubRequest<?> request) {
        request.completed();
    }

    /** A GET of something below an object that exists, or of no object at all. */
    static Variable none(boolean objectExists) {
        return objectExists ? Null.noSuchInstance : Null.noSuchObject;
    }
}

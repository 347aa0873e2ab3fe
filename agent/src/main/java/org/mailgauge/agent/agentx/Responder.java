package org.mailgauge.agent.agentx;

import org.snmp4j.smi.Null;
import org.snmp4j.smi.VariableBinding;

import java.util.ArrayList;
import java.util.List;

/** Answers the master's requests (RFC 2741 section 7.2.3). Pure. */
final class Responder {
    private final Regions regions;

    Responder(Regions regions) {
        this.regions = regions;
    }

    Pdu.Response get(List<SearchRange> ranges, Mib mib) {
        var answer = new Answer();
        for (var range : ranges) {
            var name = range.start();
            var value = regions.hold(name) ? mib.value(name) : Null.noSuchObject;
            if (!answer.take(new VariableBinding(name, value))) {
                return tooBig();
            }
        }
        return answer.response();
    }

    Pdu.Response next(List<SearchRange> ranges, Mib mib) {
        var answer = new Answer();
        for (var range : ranges) {
            if (!answer.take(step(range, mib))) {
                return tooBig();
            }
        }
        return answer.response();
    }

    /** Fewer repetitions than were asked for, when more would not fit. */
    Pdu.Response bulk(Pdu.GetBulk request, Mib mib) {
        var answer = new Answer();
        int single = Math.min(request.single(), request.ranges().size());
        for (var range : request.ranges().subList(0, single)) {
            if (!answer.take(step(range, mib))) {
                return tooBig();
            }
        }
        var at = new ArrayList<>(request.ranges().subList(single, request.ranges().size()));
        boolean more = !at.isEmpty();
        for (int row = 0; row < request.repetitions() && more; row++) {
            more = false;
            for (int i = 0; i < at.size(); i++) {
                var binding = step(at.get(i), mib);
                if (!answer.take(binding)) {
                    return answer.isEmpty() ? tooBig() : answer.response();
                }
                if (!binding.isException()) {
                    more = true;
                    at.set(i, new SearchRange(binding.getOid(), false, at.get(i).end()));
                }
            }
        }
        return answer.response();
    }

    private VariableBinding step(SearchRange range, Mib mib) {
        var found = regions.next(range, mib);
        return found == null ? new VariableBinding(range.start(), Null.endOfMibView) : found;
    }

    /** Nothing of ours can be written: the first of the bindings is what fails. */
    static Pdu.Response testSet(Pdu.TestSet request) {
        return request.bindings().isEmpty()
                ? Pdu.Response.of(Status.NO_ERROR, 0)
                : Pdu.Response.of(Status.NOT_WRITABLE, 1);
    }

    private static Pdu.Response tooBig() {
        return Pdu.Response.of(Status.TOO_BIG, 0);
    }

    /** An answer that is measured while it is filled. */
    private static final class Answer {
        private final List<VariableBinding> bindings = new ArrayList<>();
        private int room = Limits.RESPONSE_OCTETS;

        /** Adds a binding, if it fits. */
        boolean take(VariableBinding binding) {
            room -= Encoder.size(binding);
            return room >= 0 && bindings.add(binding);
        }

        boolean isEmpty() {
            return bindings.isEmpty();
        }

        Pdu.Response response() {
            return new Pdu.Response(0, Status.NO_ERROR, 0, bindings);
        }
    }
}

package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.agent.agentx.Mib;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.VariableBinding;

import java.util.ArrayList;
import java.util.List;

class MasterViewTest {
    private static final OID UPTIME = new OID("1.3.6.1.2.1.27.1.1.5");

    private final TestTime time = new TestTime(Snapshots.at(100));
    private final MasterView view = new MasterView(() -> Picture.of(Snapshots.full()), time);

    private static List<VariableBinding> walk(Mib mib) {
        var found = new ArrayList<VariableBinding>();
        var next = mib.next(new OID("0"), true);
        while (next != null) {
            found.add(next);
            next = mib.next(next.getOid(), false);
        }
        return found;
    }

    private static boolean within(List<OID> regions, OID oid) {
        return regions.stream().anyMatch(oid::startsWith);
    }

    @Test
    void regionsHoldEverythingOnceAndAssociationsOnRequest() {
        var all = MasterView.regions(true);
        for (var one : all) {
            assertEquals(1, all.stream().filter(one::startsWith).count(), one.toString());
        }
        var few = MasterView.regions(false);
        for (var binding : walk(view.pin(0))) {
            var oid = binding.getOid();
            boolean association =
                    oid.startsWith(new OID("1.3.6.1.2.1.27.2"))
                            || oid.startsWith(new OID("1.3.6.1.2.1.28.3"));
            assertTrue(within(all, oid), oid.toString());
            assertEquals(!association, within(few, oid), oid.toString());
        }
    }

    @Test
    void eachColumnThatSnmpdHasOfItsOwnIsARegion() {
        var regions = MasterView.regions(false);
        for (var column :
                List.of("1.1.1", "1.1.2", "1.1.6", "2.1.2", "2.1.8", "2.1.25", "2.1.31")) {
            assertTrue(regions.contains(new OID("1.3.6.1.2.1.28." + column)), column);
        }
        assertFalse(regions.contains(new OID("1.3.6.1.2.1.28")));
    }

    @Test
    void timeStampsAreOfTheMastersClock() {
        var uptime = view.pin(Snapshots.at(-50)).next(UPTIME, false);
        var later = view.pin(Snapshots.at(-60)).next(UPTIME, false);
        assertNotNull(uptime);
        assertNotNull(later);
        assertTrue(uptime.getOid().startsWith(UPTIME));
        assertEquals(
                ((TimeTicks) uptime.getVariable()).getValue() + 1000,
                ((TimeTicks) later.getVariable()).getValue());
        var before = view.pin(Snapshots.at(90)).value(uptime.getOid());
        assertEquals(new TimeTicks(0), before, "before the master's start");
    }

    @Test
    void whatIsPinnedStaysAndValuesAreThoseOfTheWalk() {
        var mib = view.pin(0);
        var found = walk(mib);
        time.set(Snapshots.at(500));
        assertEquals(found, walk(mib));
        assertTrue(found.size() > 100);
        for (var binding : found) {
            assertEquals(binding.getVariable(), mib.value(binding.getOid()));
        }
        assertEquals(Null.noSuchObject, mib.value(new OID("1.3.6.1.2.1.1.1.0")));
    }
}

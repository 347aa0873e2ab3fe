package org.mailgauge.agent.snmp;

import org.mailgauge.port.Time;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.security.UsmTimeEntry;
import org.snmp4j.security.UsmTimeTable;
import org.snmp4j.smi.OctetString;

/**
 * The time window of RFC 3414 section 3.2 for our own engine, on our own clock. Safe for use by any
 * thread.
 */
final class EngineClock extends UsmTimeTable {
    private static final long serialVersionUID = 1;

    /** RFC 3414 section 2.2.3, in seconds. */
    private static final long WINDOW = 150;

    private final OctetString id;
    private final int boots;
    private final transient Time time;
    private final long started;

    EngineClock(Engine engine, Time time, long started) {
        super(engine.id(), engine.boots());
        this.id = engine.id();
        this.boots = engine.boots();
        this.time = time;
        this.started = started;
    }

    @Override
    public int getEngineTime() {
        return Engine.seconds(time.ticks() - started);
    }

    @Override
    public int getEngineBoots() {
        return boots;
    }

    @Override
    public UsmTimeEntry getLocalTime() {
        return new UsmTimeEntry(id, boots, getEngineTime());
    }

    @Override
    public synchronized UsmTimeEntry getTime(OctetString engineId) {
        return engineId.equals(id) ? getLocalTime() : super.getTime(engineId);
    }

    @Override
    public synchronized int checkEngineID(
            OctetString engineId, boolean discoveryAllowed, int engineBoots, int engineTime) {
        return engineId.equals(id)
                ? SnmpConstants.SNMPv3_USM_OK
                : super.checkEngineID(engineId, discoveryAllowed, engineBoots, engineTime);
    }

    @Override
    public synchronized int checkTime(UsmTimeEntry entry) {
        if (!entry.getEngineID().equals(id)) {
            return super.checkTime(entry);
        }
        boolean inside =
                boots != Integer.MAX_VALUE
                        && entry.getEngineBoots() == boots
                        && Math.abs((long) getEngineTime() - entry.getLatestReceivedTime())
                                <= WINDOW;
        return inside ? SnmpConstants.SNMPv3_USM_OK : SnmpConstants.SNMPv3_USM_NOT_IN_TIME_WINDOW;
    }
}

package org.mailgauge.agent.snmp;

import org.snmp4j.TransportStateReference;
import org.snmp4j.asn1.BERInputStream;
import org.snmp4j.asn1.BEROutputStream;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.mp.StatusInformation;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityModel;
import org.snmp4j.security.SecurityParameters;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.SecurityStateReference;
import org.snmp4j.security.USM;
import org.snmp4j.security.UsmUserTable;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OctetString;

import java.io.IOException;

/**
 * USM that tells a manager in the clear why its message was refused, as RFC 3414 section 3.2 asks
 * for. The library would report at the level of the refused message, for which there are no keys,
 * and so stay silent.
 */
final class ReportingUsm extends USM {
    private static final long serialVersionUID = 1;

    ReportingUsm(SecurityProtocols protocols, Engine engine, EngineClock clock, Counters counters) {
        super(
                protocols,
                engine.id(),
                engine.boots(),
                Messages.support(counters),
                new UsmUserTable(),
                clock);
        // We are asked, we do not ask: no other engine's id is worth remembering.
        setEngineDiscoveryEnabled(false);
    }

    @Override
    public int processIncomingMsg(
            int snmpVersion,
            int maxMessageSize,
            SecurityParameters parameters,
            SecurityModel model,
            int securityLevel,
            BERInputStream message,
            TransportStateReference transport,
            OctetString engineId,
            OctetString securityName,
            BEROutputStream scopedPdu,
            Integer32 responseOctets,
            SecurityStateReference state,
            StatusInformation status)
            throws IOException {
        int result =
                super.processIncomingMsg(
                        snmpVersion,
                        maxMessageSize,
                        parameters,
                        model,
                        securityLevel,
                        message,
                        transport,
                        engineId,
                        securityName,
                        scopedPdu,
                        responseOctets,
                        state,
                        status);
        boolean accepted = result == SnmpConstants.SNMPv3_USM_OK;
        // Outside the time window the manager is known: that report is authenticated.
        if (!accepted && result != SnmpConstants.SNMPv3_USM_NOT_IN_TIME_WINDOW) {
            status.setSecurityLevel(new Integer32(SecurityLevel.NOAUTH_NOPRIV));
        }
        return result;
    }
}

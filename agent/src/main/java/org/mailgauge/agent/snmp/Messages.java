package org.mailgauge.agent.snmp;

import org.mailgauge.port.Time;
import org.snmp4j.MessageDispatcher;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.MutablePDU;
import org.snmp4j.TransportMapping;
import org.snmp4j.TransportStateReference;
import org.snmp4j.asn1.BERInputStream;
import org.snmp4j.event.CounterEvent;
import org.snmp4j.mp.CounterSupport;
import org.snmp4j.mp.MPv1;
import org.snmp4j.mp.MPv2c;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.MutableStateReference;
import org.snmp4j.mp.PduHandle;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.mp.StatusInformation;
import org.snmp4j.security.SecurityModels;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.TSM;
import org.snmp4j.security.USM;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TransportIpAddress;

import java.io.IOException;

/**
 * Takes messages apart and puts answers together, and counts what cannot be taken apart as
 * snmpInASNParseErrs, which the library does for some versions only.
 */
final class Messages extends MessageDispatcherImpl {
    /** How long the message is that is being taken apart: what is sent meanwhile is a Report. */
    private static final ScopedValue<Integer> ASKED = ScopedValue.newInstance();

    private final Counters counters;
    private final SourceRates rates;
    private final Time time;

    /**
     * @param communities whether SNMPv1 and SNMPv2c are spoken
     */
    Messages(
            Engine engine,
            USM usm,
            SecurityProtocols protocols,
            boolean communities,
            Counters counters,
            SourceRates rates,
            Time time) {
        this.counters = counters;
        this.rates = rates;
        this.time = time;
        var models = new SecurityModels().addSecurityModel(usm);
        addMessageProcessingModel(new Version3(engine, protocols, models, counters));
        if (communities) {
            addMessageProcessingModel(new MPv1());
            addMessageProcessingModel(new MPv2c());
        }
    }

    /** Those of TLS and DTLS: SNMPv3 with the Transport Security Model (RFC 5591), nothing else. */
    static Messages secure(Engine engine, Counters counters, SourceRates rates, Time time) {
        return new Messages(engine, counters, rates, time);
    }

    private Messages(Engine engine, Counters counters, SourceRates rates, Time time) {
        this.counters = counters;
        this.rates = rates;
        this.time = time;
        var tsm = new TSM(engine.id(), false, support(counters));
        addMessageProcessingModel(
                new Version3(
                        engine,
                        new SecurityProtocols(SecurityProtocols.SecurityProtocolSet.none),
                        new SecurityModels().addSecurityModel(tsm),
                        counters));
    }

    /** Hears what the library counts for one agent. */
    static CounterSupport support(Counters counters) {
        var support = new CounterSupport();
        support.addCounterListener(counters);
        return support;
    }

    @Override
    protected <A extends Address> void sendMessage(
            TransportMapping<? super A> socket,
            A to,
            byte[] message,
            TransportStateReference transport,
            long timeoutMillis,
            int retries)
            throws IOException {
        // Whoever gets a Report may not have asked for it: the source's address proves nothing.
        if (ASKED.isBound() && message.length > Limits.REPORT_GAIN * ASKED.get()) {
            return;
        }
        if (to instanceof TransportIpAddress ip) {
            rates.answered(ip.getInetAddress(), message.length, time.ticks());
        }
        super.sendMessage(socket, to, message, transport, timeoutMillis, retries);
    }

    @Override
    protected void fireIncrementCounter(CounterEvent event) {
        // The dispatcher itself calls invalid only what it could not parse.
        boolean parse = event.getOid().equals(SnmpConstants.snmpInvalidMsgs);
        counters.increment(parse ? SnmpConstants.snmpInASNParseErrs : event.getOid());
    }

    private static final class Version3 extends MPv3 {
        private final Counters counters;

        Version3(
                Engine engine,
                SecurityProtocols protocols,
                SecurityModels models,
                Counters counters) {
            super(engine.id().getValue(), null, protocols, models, support(counters));
            this.counters = counters;
        }

        @Override
        public <A extends Address> int prepareDataElements(
                MessageDispatcher dispatcher,
                A from,
                BERInputStream message,
                TransportStateReference transport,
                Integer32 processingModel,
                Integer32 securityModel,
                OctetString securityName,
                Integer32 securityLevel,
                MutablePDU pdu,
                PduHandle handle,
                Integer32 responseOctets,
                StatusInformation status,
                MutableStateReference<A> state) {
            int asked = message.getBuffer().limit();
            int result =
                    ScopedValue.where(ASKED, asked)
                            .call(
                                    () ->
                                            super.prepareDataElements(
                                                    dispatcher,
                                                    from,
                                                    message,
                                                    transport,
                                                    processingModel,
                                                    securityModel,
                                                    securityName,
                                                    securityLevel,
                                                    pdu,
                                                    handle,
                                                    responseOctets,
                                                    status,
                                                    state));
            if (result == SnmpConstants.SNMP_MP_PARSE_ERROR) {
                counters.increment(SnmpConstants.snmpInASNParseErrs);
            }
            return result;
        }

        @Override
        protected void fireIncrementCounter(CounterEvent event) {
            if (!event.getOid().equals(SnmpConstants.snmpInASNParseErrs)) {
                super.fireIncrementCounter(event);
            }
        }
    }
}

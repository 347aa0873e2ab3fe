package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.PDU;
import org.snmp4j.ScopedPDU;
import org.snmp4j.Snmp;
import org.snmp4j.TransportMapping;
import org.snmp4j.TransportStateReference;
import org.snmp4j.UserTarget;
import org.snmp4j.mp.CounterSupport;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityModel;
import org.snmp4j.security.SecurityModels;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.TSM;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TlsAddress;
import org.snmp4j.smi.VariableBinding;
import org.snmp4j.transport.TransportListener;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A manager with a certificate: the library's TSM over any session. */
final class SecureManager implements Closeable {
    private static final byte[] NO_ENGINE = MPv3.LOCAL_ENGINE_ID.getValue();

    /** A session with an agent, in which messages come whole. */
    interface Pipe extends Closeable {
        void send(byte[] message) throws IOException;

        /** The next message; throws at the end. */
        byte[] receive() throws IOException;
    }

    private final Pipe pipe;
    private final Snmp snmp;
    private final UserTarget<TlsAddress> target = new UserTarget<>();

    SecureManager(Pipe pipe, Endpoint agent) throws IOException {
        this.pipe = pipe;
        var address =
                new TlsAddress(InetAddress.getByAddress(agent.address().octets()), agent.port());
        var messages = new MessageDispatcherImpl();
        var models =
                new SecurityModels().addSecurityModel(new TSM(new OctetString(NO_ENGINE), false));
        messages.addMessageProcessingModel(
                new MPv3(
                        NO_ENGINE,
                        null,
                        new SecurityProtocols(SecurityProtocols.SecurityProtocolSet.none),
                        models,
                        new CounterSupport()));
        snmp = new Snmp(messages, new Wire(address));
        target.setAddress(address);
        target.setVersion(SnmpConstants.version3);
        target.setSecurityModel(SecurityModel.SECURITY_MODEL_TSM);
        target.setSecurityName(new OctetString("agent"));
        target.setSecurityLevel(SecurityLevel.AUTH_PRIV);
        target.setTimeout(10_000);
        target.setRetries(0);
        snmp.listen();
    }

    SecureManager level(int level) {
        target.setSecurityLevel(level);
        return this;
    }

    SecureManager impatient(long millis) {
        target.setTimeout(millis);
        return this;
    }

    /** The answer; null when none comes. */
    @Nullable PDU ask(int type, String... oids) throws IOException {
        var pdu = new ScopedPDU();
        pdu.setType(type);
        pdu.setContextEngineID(MPv3.LOCAL_ENGINE_ID);
        for (var oid : oids) {
            pdu.add(new VariableBinding(new OID(oid)));
        }
        var event = snmp.send(pdu, target);
        return event == null ? null : event.getResponse();
    }

    @Override
    public void close() throws IOException {
        snmp.close();
    }

    private final class Wire implements TransportMapping<TlsAddress> {
        private final List<TransportListener> listeners = new CopyOnWriteArrayList<>();
        private final TlsAddress peer;
        private volatile boolean listening;

        Wire(TlsAddress peer) {
            this.peer = peer;
        }

        @Override
        public Class<? extends Address> getSupportedAddressClass() {
            return TlsAddress.class;
        }

        @Override
        public TlsAddress getListenAddress() {
            return peer;
        }

        @Override
        public void sendMessage(
                TlsAddress to,
                byte[] message,
                @Nullable TransportStateReference state,
                long timeoutMillis,
                int retries)
                throws IOException {
            pipe.send(message);
        }

        @Override
        public void addTransportListener(TransportListener listener) {
            listeners.add(listener);
        }

        @Override
        public void removeTransportListener(TransportListener listener) {
            listeners.remove(listener);
        }

        @Override
        public void listen() {
            listening = true;
            Thread.ofVirtual().start(this::read);
        }

        @Override
        public boolean isListening() {
            return listening;
        }

        @Override
        public int getMaxInboundMessageSize() {
            return 65_535;
        }

        private void read() {
            try {
                while (true) {
                    var message = pipe.receive();
                    var state =
                            new TransportStateReference(
                                    this,
                                    peer,
                                    new OctetString("agent"),
                                    SecurityLevel.authPriv,
                                    SecurityLevel.authPriv,
                                    true,
                                    pipe);
                    for (var listener : listeners) {
                        listener.processMessage(this, peer, ByteBuffer.wrap(message), state);
                    }
                }
            } catch (IOException _) {
                // It has ended.
            }
        }

        @Override
        public void close() throws IOException {
            pipe.close();
        }
    }
}

package org.mailgauge.agent.snmp;

import org.mailgauge.address.Endpoint;
import org.snmp4j.TransportMapping;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.TcpAddress;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.transport.DefaultUdpTransportMapping;

import java.io.IOException;
import java.net.InetAddress;

/** What carries a manager's messages (RFC 3417, RFC 3430). */
enum Transport {
    UDP,
    TCP;

    /** As net-snmp has it in front of an IPv4 address. */
    String label() {
        return this == UDP ? "udp" : "tcp";
    }

    Address address(Endpoint agent) throws IOException {
        var host = InetAddress.getByAddress(agent.address().octets());
        return this == UDP
                ? new UdpAddress(host, agent.port())
                : new TcpAddress(host, agent.port());
    }

    /** The socket of a manager, not open yet. */
    TransportMapping<?> mapping() throws IOException {
        return this == UDP
                ? new DefaultUdpTransportMapping()
                : new TcpMapping(new TcpAddress(InetAddress.getLoopbackAddress(), 0), false);
    }
}

package org.mailgauge.agent.snmp;

import org.mailgauge.port.Net;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Tls;

/**
 * What SNMP over TLS and DTLS needs of its surroundings.
 *
 * @param tls shows the agent's certificate, and lets those clients in that {@code certificates}
 *     does
 * @param certificates whose certificates count
 */
public record SecurePorts(Net net, Tls tls, Tasks tasks, SnmpTls certificates) {}

package org.mailgauge.port;

/**
 * The process at the other end of a Unix-domain socket, as it was when it connected.
 *
 * @param user its effective user, by name, or by number where it has none
 * @param group its effective group, likewise
 * @param admitted whether it is one of those whom {@link LocalAccess} lets in
 */
public record LocalPeer(String user, String group, boolean admitted) {}

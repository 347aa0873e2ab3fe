package org.mailgauge.observe;

/**
 * Where facts are told the moment they become true. Implementations are quick, never block, never
 * throw.
 */
public interface Observer {
    void tell(MtaEvent event);
}

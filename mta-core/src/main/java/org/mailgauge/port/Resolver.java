package org.mailgauge.port;

import org.mailgauge.address.IpAddress;

import java.util.List;

/**
 * Names to addresses. Mail exchangers, TXT, TLSA and PTR records join when delivery and policy look
 * them up.
 */
public interface Resolver {

    /**
     * The addresses (A and AAAA) of a host name, in the resolver's order. Blocks the calling
     * thread.
     */
    Answer addresses(String host);

    /** What a look-up gave. */
    sealed interface Answer {
        /** At least one address. */
        record Found(List<IpAddress> addresses) implements Answer {
            public Found {
                addresses = List.copyOf(addresses);
            }
        }

        /** The name does not exist or has no address. */
        record Missing(String detail) implements Answer {}

        /** Nothing is known now; ask again later. */
        record Failed(String detail) implements Answer {}
    }
}

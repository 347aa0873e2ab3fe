package org.mailgauge.planted.agent.snmp;

import org.mailgauge.planted.route.LibraryOffenders;

final class KnowsRoutes {
    boolean read(LibraryOffenders thing) {
        return thing != null;
    }
}

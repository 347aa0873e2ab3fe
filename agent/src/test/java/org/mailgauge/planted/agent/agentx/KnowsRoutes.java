package org.mailgauge.planted.agent.agentx;

import org.mailgauge.planted.route.LibraryOffenders;

final class KnowsRoutes {
    boolean read(LibraryOffenders thing) {
        return thing != null;
    }
}

package org.mailgauge.planted.agent.metrics;

import org.mailgauge.planted.route.LibraryOffenders;

final class KnowsRoutes {
    boolean read(LibraryOffenders thing) {
        return thing != null;
    }
}

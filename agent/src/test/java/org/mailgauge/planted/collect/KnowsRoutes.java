package org.mailgauge.planted.collect;

import org.mailgauge.planted.route.LibraryOffenders;

final class KnowsRoutes {
    LibraryOffenders routes() {
        return new LibraryOffenders();
    }
}

package org.mailgauge.planted.fulltext;

import org.mailgauge.planted.route.LibraryOffenders;

/** Also stands for the whole room. */
public final class KnowsRoutes {
    LibraryOffenders routes() {
        return new LibraryOffenders();
    }
}

package org.mailgauge.agent.cli;

import java.io.IOException;

/** Files of a mail store that stay where they are. */
interface Holding {

    /**
     * Nothing while they do.
     *
     * @throws IOException when they may have gone
     */
    void check() throws IOException;

    /**
     * Lets them go.
     *
     * @throws IOException when they may have gone before
     */
    void end() throws IOException;
}

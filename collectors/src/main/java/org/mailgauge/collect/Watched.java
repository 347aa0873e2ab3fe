package org.mailgauge.collect;

import org.mailgauge.observe.Collector;
import org.mailgauge.observe.Neighbours;

import java.util.function.Consumer;

/** A foreign MTA that is watched. Safe for use by any thread; started once, closed once. */
public interface Watched extends AutoCloseable {

    /** What the observer needs of it. */
    Neighbours.Neighbour neighbour();

    /** applName. */
    String name();

    /** What is watched and from where, in one line. */
    String describe();

    /** Begins to read. */
    void start();

    /** Gives its collectors. */
    void collectors(Consumer<Collector> into);

    /** Ends reading, and keeps what is known by now. */
    @Override
    void close();
}

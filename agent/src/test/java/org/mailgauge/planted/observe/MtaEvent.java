package org.mailgauge.planted.observe;

/** Stands for the events, which views must not hear. */
public interface MtaEvent {
    /** A value that snapshots hold too. */
    enum Status {
        UP
    }
}

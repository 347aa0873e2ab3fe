package org.mailgauge.planted.queue;

/** Stands for a class of the queue that others must not know. */
public final class Known {}

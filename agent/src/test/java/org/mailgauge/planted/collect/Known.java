package org.mailgauge.planted.collect;

/** Stands for a class of the collectors. */
public final class Known {}

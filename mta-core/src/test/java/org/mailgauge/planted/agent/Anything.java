package org.mailgauge.planted.agent;

/** Stands for whatever lies above the core. */
public final class Anything {}

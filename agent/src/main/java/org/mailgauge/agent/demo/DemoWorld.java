package org.mailgauge.agent.demo;

import org.mailgauge.port.Entropy;
import org.mailgauge.port.Net;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;

/** The seams that a demonstration works through. */
public record DemoWorld(Net net, Time time, Tasks tasks, Entropy entropy) {}

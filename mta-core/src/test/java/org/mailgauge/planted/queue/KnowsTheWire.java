package org.mailgauge.planted.queue;

import org.mailgauge.planted.wire.MachineOffenders;

final class KnowsTheWire {
    MachineOffenders wire() {
        return new MachineOffenders();
    }
}

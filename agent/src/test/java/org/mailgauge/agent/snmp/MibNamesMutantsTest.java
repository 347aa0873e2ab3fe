package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import org.junit.jupiter.api.Test;
import org.mailgauge.testing.Mutants;

import java.util.List;

class MibNamesMutantsTest {

    @Test
    void anyTextIsAnObjectOrRefusedInWords() {
        Mutants.of(
                List.of(
                        "mtaGroupStoredMessages.1001.1003",
                        "MTA-MIB::mtaStoredMessages",
                        ".1.3.6.1.2.1.28",
                        "application",
                        "4294967295.4294967296"),
                text -> {
                    try {
                        assertNotNull(MibNames.instance().resolve(text));
                    } catch (SnmpFailure refused) {
                        assertNotNull(refused.getMessage());
                    }
                });
    }
}

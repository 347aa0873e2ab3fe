package org.mailgauge.truth;

import org.mailgauge.MtaServer;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimTime;

import java.time.Duration;

/**
 * A whole MTA on virtual time with mail in it, for tests of other packages: two messages are held,
 * one is put off because its next hop is not there.
 */
public final class StoredMail implements AutoCloseable {
    private final World world = new World(World.Kind.WITH_RESERVE);

    public StoredMail() {
        world.disk.bound(1_000_000_000, 100_000);
        var client = world.connect().greet();
        client.message(Scenario.content("1", 20), "250", "a@held.test", "b@held.test");
        client.message(Scenario.content("2", 20), "250", "c@held.test");
        client.message(Scenario.content("3", 20), "250", "d@hop.test");
        client.quit();
        world.await("mtaGroupStoredMessages[deferred]", "1");
        pass(Duration.ofSeconds(1));
    }

    public MtaServer mta() {
        return world.mta();
    }

    public SimTime time() {
        return world.time;
    }

    public SimDisk disk() {
        return world.disk;
    }

    /** Time passes, and all that it brings about is over. */
    public void pass(Duration time) {
        world.advance(time);
        world.awaitQuiet();
    }

    /** Sends a message of 1,000 octets to one recipient, whose mail is held, and leaves. */
    public void send(int number) {
        var client = world.connect().greet();
        client.message(Scenario.content("more" + number, 1), "250", "m" + number + "@held.test");
        client.quit();
        client.close();
        world.await("applInboundAssociations[mta]", "0");
    }

    @Override
    public void close() {
        world.close();
    }
}

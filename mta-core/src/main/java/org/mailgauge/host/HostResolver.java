package org.mailgauge.host;

import org.mailgauge.address.IpAddress;
import org.mailgauge.port.Resolver;
import org.mailgauge.port.Tasks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * The system's own look-up of host names. It blocks in native code, so it runs on the I/O threads.
 * It can't tell a missing name from a resolver that does not answer, so that both are {@link
 * Answer.Failed}: a wrong "missing" would bounce mail.
 */
public final class HostResolver implements Resolver {
    private final Tasks tasks;

    public HostResolver(Tasks tasks) {
        this.tasks = tasks;
    }

    @Override
    public Answer addresses(String host) {
        var literal = IpAddress.parse(host);
        if (literal.isPresent()) {
            return new Answer.Found(java.util.List.of(literal.get()));
        }
        try {
            return tasks.io(() -> lookUp(host));
        } catch (UnknownHostException unknown) {
            return new Answer.Failed("unknown host, or the resolver does not answer: " + host);
        } catch (IOException failed) {
            return new Answer.Failed(String.valueOf(failed.getMessage()));
        }
    }

    private static Answer lookUp(String host) throws UnknownHostException {
        var found = InetAddress.getAllByName(host);
        return new Answer.Found(
                Arrays.stream(found).map(address -> IpAddress.of(address.getAddress())).toList());
    }
}

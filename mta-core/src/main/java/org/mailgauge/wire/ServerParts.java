package org.mailgauge.wire;

import org.mailgauge.auth.LoginService;
import org.mailgauge.observe.AssociationIds;
import org.mailgauge.observe.Observer;
import org.mailgauge.port.Net;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.mailgauge.port.Tls;
import org.mailgauge.queue.Intake;

/** What all listening services of an MTA use together. */
public record ServerParts(
        Net net,
        Tls tls,
        Time time,
        Tasks tasks,
        Intake intake,
        Observer observer,
        AssociationIds ids,
        BufferPool buffers,
        ConnectionLimits connections,
        LoginService logins) {

    /** Without users. */
    public ServerParts(
            Net net,
            Tls tls,
            Time time,
            Tasks tasks,
            Intake intake,
            Observer observer,
            AssociationIds ids,
            BufferPool buffers,
            ConnectionLimits connections) {
        this(net, tls, time, tasks, intake, observer, ids, buffers, connections, LoginService.NONE);
    }

    /** Without TLS and users. */
    public ServerParts(
            Net net,
            Time time,
            Tasks tasks,
            Intake intake,
            Observer observer,
            AssociationIds ids,
            BufferPool buffers,
            ConnectionLimits connections) {
        this(
                net,
                Tls.NONE,
                time,
                tasks,
                intake,
                observer,
                ids,
                buffers,
                connections,
                LoginService.NONE);
    }

    /** The same with users. */
    public ServerParts with(LoginService users) {
        return new ServerParts(
                net, tls, time, tasks, intake, observer, ids, buffers, connections, users);
    }
}

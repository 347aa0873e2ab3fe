package org.mailgauge.agent.snmp.notify;

/** Where notifications leave. */
@FunctionalInterface
public interface Outlet {

    /**
     * Takes a notification; must not wait.
     *
     * @param again whether it may have been sent before: for those only who must not miss one
     */
    void post(Notification notification, boolean again);
}

package org.mailgauge.agent.alarm;

import org.jspecify.annotations.Nullable;

/**
 * What an alarm concerns.
 *
 * @param application applName
 * @param applicationIndex applIndex
 * @param group mtaGroupName; empty when it is about no group
 * @param groupIndex mtaGroupIndex; null when it is about no group
 * @param name of the group, destination, place on disk, certificate, collector or application
 * @param reason the class of reasons, by its label; empty when it is about none
 */
public record Subject(
        String application,
        int applicationIndex,
        String group,
        @Nullable Integer groupIndex,
        String name,
        String reason) {

    /** One that is about an application as a whole, or something of it that is no group. */
    static Subject of(String application, int index, String name) {
        return new Subject(application, index, "", null, name, "");
    }

    /** The name, and the class of reasons if there is one. */
    public String shown() {
        return reason.isEmpty() ? name : name + " (" + reason + ")";
    }
}

package org.mailgauge.port;

import java.util.Set;

/**
 * Who may use a Unix-domain socket that is listened on. The system lets nobody connect whom the
 * mode of its file keeps out. Of the others everybody is let in when no user and no group is named;
 * else those who are named, our own user, and root.
 *
 * @param mode the permissions of its file, such as 0660
 * @param users by name or number
 * @param groups by name or number; a process counts by its effective group alone
 */
public record LocalAccess(int mode, Set<String> users, Set<String> groups) {
    public LocalAccess {
        users = Set.copyOf(users);
        groups = Set.copyOf(groups);
    }

    /** Whoever the mode lets in. */
    public static LocalAccess of(int mode) {
        return new LocalAccess(mode, Set.of(), Set.of());
    }

    /** Whether the mode alone decides. */
    public boolean byModeAlone() {
        return users.isEmpty() && groups.isEmpty();
    }
}

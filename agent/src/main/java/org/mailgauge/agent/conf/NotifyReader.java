package org.mailgauge.agent.conf;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Reads and checks what is configured of notifications. */
final class NotifyReader {
    private NotifyReader() {}

    static NotifyConfig read(Values values) {
        return new NotifyConfig(
                values.items(NotifyKeys.NOTIFY).stream().map(NotifyReader::receiver).toList(),
                values.one(NotifyKeys.MOST),
                values.one(NotifyKeys.HEARTBEAT).orElse(null));
    }

    private static NotifyConfig.Receiver receiver(Values item) {
        return new NotifyConfig.Receiver(
                item.one(NotifyKeys.TO),
                item.orNull(NotifyKeys.COMMUNITY),
                item.orNull(NotifyKeys.USER),
                item.one(NotifyKeys.INFORM),
                item.one(NotifyKeys.TIMEOUT),
                item.one(NotifyKeys.RETRIES));
    }

    /** Each has an address of its own, and says as whom we send. */
    static void check(Values values, List<Problem> errors, List<Problem> warnings) {
        Map<String, SnmpConfig.View> users = new HashMap<>();
        for (var user : values.items(SnmpKeys.USERS)) {
            var name = user.orNull(SnmpKeys.USER_NAME);
            if (name != null) {
                users.put(name, user.one(SnmpKeys.USER_VIEW));
            }
        }
        var taken = new HashSet<String>();
        for (var item : values.items(NotifyKeys.NOTIFY)) {
            var to = item.orNull(NotifyKeys.TO);
            if (to != null && !taken.add(to.toString())) {
                error(item, NotifyKeys.TO, "\"" + to + "\" again", "each receiver once", errors);
            }
            access(item, users, errors, warnings);
        }
        if (!values.items(NotifyKeys.NOTIFY).isEmpty() && values.one(Keys.LISTEN_SNMP).isEmpty()) {
            var first = values.items(NotifyKeys.NOTIFY).getFirst();
            errors.add(
                    Problem.of(
                            first.line(),
                            first.path(),
                            "a receiver while listen.snmp is \"off\"",
                            "an address in listen.snmp: notifications come from the agent"));
        }
    }

    private static void access(
            Values item,
            Map<String, SnmpConfig.View> users,
            List<Problem> errors,
            List<Problem> warnings) {
        var user = item.orNull(NotifyKeys.USER);
        boolean community = item.orNull(NotifyKeys.COMMUNITY) != null;
        if (community == (user != null)) {
            errors.add(
                    Problem.of(
                            item.line(),
                            item.path(),
                            community ? "both community and user" : "neither community nor user",
                            "one of the two"));
            return;
        }
        if (user == null) {
            return;
        }
        var view = users.get(user);
        if (view == null) {
            error(
                    item,
                    NotifyKeys.USER,
                    "\"" + user + "\", which is not in snmp.users",
                    users.isEmpty()
                            ? "a user that is configured there"
                            : "one of "
                                    + String.join(", ", users.keySet().stream().sorted().toList()),
                    errors);
        } else if (view == SnmpConfig.View.SUMMARY) {
            warnings.add(
                    new Problem(
                            item.line(NotifyKeys.USER),
                            item.path() + ".user",
                            "the view of \""
                                    + user
                                    + "\" is summary: it gets no alarms, which need"
                                    + " detail"));
        }
    }

    private static void error(
            Values item, Key<?> key, String found, String accepted, List<Problem> errors) {
        errors.add(Problem.of(item.line(key), item.path() + "." + key.name(), found, accepted));
    }
}

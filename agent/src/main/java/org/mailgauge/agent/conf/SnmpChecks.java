package org.mailgauge.agent.conf;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Who may ask the SNMP agent: what one key alone can't tell. */
final class SnmpChecks {
    private final Values values;
    private final List<Problem> errors;
    private final List<Problem> warnings;

    private SnmpChecks(Values values, List<Problem> errors, List<Problem> warnings) {
        this.values = values;
        this.errors = errors;
        this.warnings = warnings;
    }

    static void check(Values values, List<Problem> errors, List<Problem> warnings) {
        var checks = new SnmpChecks(values, errors, warnings);
        checks.tcp();
        values.items(SnmpKeys.COMMUNITIES).forEach(checks::community);
        var names = new HashSet<String>();
        values.items(SnmpKeys.USERS).forEach(user -> checks.user(user, names));
    }

    private void tcp() {
        if (values.one(Keys.LISTEN_SNMP).isEmpty()
                && values.one(Keys.LISTEN_SNMP_TCP).isPresent()) {
            errors.add(
                    Problem.of(
                            values.line(Keys.LISTEN_SNMP_TCP),
                            Keys.LISTEN_SNMP_TCP.path(),
                            "TCP for an agent that is off",
                            "an address for listen.snmp too"));
        }
    }

    private void community(Values community) {
        var name = community.orNull(SnmpKeys.COMMUNITY_NAME);
        if (name != null && name.reveal().equalsIgnoreCase("public")) {
            wellKnown(community);
        }
        // Its messages are neither authenticated nor encrypted.
        if (community.orNull(SnmpKeys.COMMUNITY_VIEW) == SnmpConfig.View.ADMIN) {
            errors.add(
                    Problem.of(
                            community.line(SnmpKeys.COMMUNITY_VIEW),
                            community.path() + ".view",
                            "admin, which is for snmp.users only",
                            "summary or detail"));
        }
    }

    /** Every scanner tries "public": it may be used from loopback only. */
    private void wellKnown(Values community) {
        for (var key : List.of(Keys.LISTEN_SNMP, Keys.LISTEN_SNMP_TCP)) {
            var listen = values.one(key);
            if (listen.isPresent() && !listen.get().address().isLoopback()) {
                errors.add(
                        Problem.of(
                                community.line(SnmpKeys.COMMUNITY_NAME),
                                community.path() + ".name",
                                "the community that everyone knows, off loopback",
                                "another one, or " + key.path() + " on loopback"));
            }
        }
        for (var network : community.all(SnmpKeys.COMMUNITY_FROM)) {
            int least = network.prefix().isV6() ? 128 : 8;
            if (!network.prefix().isLoopback() || network.bits() < least) {
                errors.add(
                        Problem.of(
                                community.line(SnmpKeys.COMMUNITY_FROM),
                                community.path() + ".from",
                                "\""
                                        + network.prefix()
                                        + "/"
                                        + network.bits()
                                        + "\" for the community that everyone knows",
                                "loopback networks, or another community"));
            }
        }
    }

    private void user(Values user, Set<String> names) {
        var name = user.orNull(SnmpKeys.USER_NAME);
        if (name != null && !names.add(name)) {
            errors.add(
                    Problem.of(
                            user.line(SnmpKeys.USER_NAME),
                            user.path() + ".name",
                            "\"" + name + "\" again",
                            "a name of its own"));
        }
        if (user.orNull(SnmpKeys.USER_AUTH) == SnmpConfig.Auth.MD5) {
            broken(user, SnmpKeys.USER_AUTH, ".auth", "MD5", "SHA-256");
        }
        if (user.orNull(SnmpKeys.USER_PRIV) == SnmpConfig.Priv.DES) {
            broken(user, SnmpKeys.USER_PRIV, ".priv", "DES", "AES-128");
        }
    }

    private void broken(Values user, Key<?> key, String name, String protocol, String better) {
        warnings.add(
                new Problem(
                        user.line(key),
                        user.path() + name,
                        protocol + " is broken; use it only for what cannot do " + better));
    }
}

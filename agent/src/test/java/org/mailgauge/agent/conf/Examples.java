package org.mailgauge.agent.conf;

import java.util.stream.Collectors;

/** The sample with every example in force and without its comments. */
final class Examples {
    private Examples() {}

    static String uncommented() {
        var sections =
                Keys.table().stream()
                        .filter(Section.class::isInstance)
                        .map(Entry::name)
                        .collect(Collectors.toSet());
        return Sample.text()
                .lines()
                .map(
                        line -> {
                            var bare = line.replaceFirst("^( *)# ([a-z0-9-]+:( [^ ].*)?)$", "$1$2");
                            if (bare.equals(line) || !bare.endsWith(":")) {
                                return bare;
                            }
                            var name = bare.strip().replace(":", "");
                            return sections.contains(name) ? bare : bare + " x";
                        })
                .filter(line -> !line.isBlank() && !line.strip().startsWith("#"))
                .filter(
                        line ->
                                !line.matches(
                                        " *(routes|certificates|communities|users|notify|clients|names|alarms|alarm-webhooks|alarm-syslog|watch): \\[\\]"))
                .collect(Collectors.joining("\n"));
    }
}

package org.mailgauge.collect.postfix;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.machine.Programs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks {@code postconf} what an instance is like. Needs no right but to read its configuration. */
public final class PostfixFinder {
    private static final String PROGRAM = "postconf";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST = 1 << 20;
    private static final int ACTIVE_LIMIT = 20_000;

    private static final List<String> ASKED =
            List.of(
                    "mail_version",
                    "myhostname",
                    "config_directory",
                    "queue_directory",
                    "syslog_name",
                    "multi_instance_name",
                    "maillog_file",
                    "hash_queue_names",
                    "hash_queue_depth",
                    "qmgr_message_active_limit",
                    "mail_owner");

    private final Programs programs;

    public PostfixFinder(Programs programs) {
        this.programs = programs;
    }

    /** It is not there, or does not tell. */
    public static final class NotFoundException extends IOException {
        private static final long serialVersionUID = 1;

        NotFoundException(String why) {
            super(why);
        }
    }

    /**
     * The instance of a configuration.
     *
     * @param folder its configuration; empty for that of the default instance
     * @throws NotFoundException saying why in a sentence
     */
    public PostfixInstance find(String folder) throws NotFoundException, InterruptedException {
        var values = parse(run(folder, "-x", ASKED));
        // Before version 2.10 there is no -x.
        return instance(values.isEmpty() ? ask(folder, "", ASKED) : values);
    }

    /** The configurations of all instances, that of the default one first. */
    public List<String> folders() throws NotFoundException, InterruptedException {
        var values = ask("", "", List.of("config_directory", "multi_instance_directories"));
        var all = new LinkedHashSet<String>();
        all.add(values.getOrDefault("config_directory", ""));
        all.addAll(words(values.getOrDefault("multi_instance_directories", "")));
        all.remove("");
        return List.copyOf(all);
    }

    private Map<String, String> ask(String folder, String option, List<String> names)
            throws NotFoundException, InterruptedException {
        var ran = run(folder, option, names);
        var values = parse(ran);
        if (values.isEmpty()) {
            throw new NotFoundException(
                    "postconf tells nothing"
                            + (folder.isEmpty() ? "" : " of " + folder)
                            + ": "
                            + ran.complaint().strip());
        }
        return values;
    }

    private static Map<String, String> parse(Programs.Ran ran) {
        return parse(new String(ran.out(), StandardCharsets.UTF_8));
    }

    private Programs.Ran run(String folder, String option, List<String> names)
            throws NotFoundException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(PROGRAM);
        if (!folder.isEmpty()) {
            command.add("-c");
            command.add(folder);
        }
        if (!option.isEmpty()) {
            command.add(option);
        }
        command.addAll(names);
        Programs.Ran ran;
        try {
            ran = programs.run(command, PATIENCE, MOST);
        } catch (IOException failed) {
            throw new NotFoundException(
                    "postconf cannot be run, so there is no Postfix here: " + failed.getMessage());
        }
        if (ran.end() != Programs.End.BY_ITSELF) {
            throw new NotFoundException("postconf did not end in " + PATIENCE.toSeconds() + " s");
        }
        return ran;
    }

    /** Its lines, {@code name = value}; others are left out. */
    static Map<String, String> parse(String text) {
        var values = new HashMap<String, String>();
        for (var line : text.split("\n", -1)) {
            int at = line.indexOf(" =");
            if (at > 0) {
                values.put(line.substring(0, at).strip(), line.substring(at + 2).strip());
            }
        }
        return values;
    }

    private static PostfixInstance instance(Map<String, String> values) throws NotFoundException {
        var queue = values.getOrDefault("queue_directory", "");
        if (!queue.startsWith("/")) {
            throw new NotFoundException("postconf does not say where the queue is");
        }
        var named = values.getOrDefault("multi_instance_name", "");
        var syslog = values.getOrDefault("syslog_name", "postfix");
        if (syslog.contains("$")) {
            // As it comes, where it is not expanded.
            syslog = named.isEmpty() ? "postfix" : named;
        }
        return new PostfixInstance(
                named.isEmpty() ? syslog : named,
                values.getOrDefault("mail_version", ""),
                values.getOrDefault("myhostname", ""),
                values.getOrDefault("config_directory", ""),
                queue,
                syslog,
                values.getOrDefault("maillog_file", ""),
                words(values.getOrDefault("hash_queue_names", "")),
                number(values.get("hash_queue_depth"), 1),
                number(values.get("qmgr_message_active_limit"), ACTIVE_LIMIT),
                values.getOrDefault("mail_owner", "postfix"));
    }

    private static Set<String> words(String list) {
        return Arrays.stream(list.split("[,\\s]+"))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static int number(@Nullable String text, int otherwise) {
        try {
            return text == null ? otherwise : Integer.parseInt(text);
        } catch (NumberFormatException none) {
            return otherwise;
        }
    }
}

package org.mailgauge.agent;

import org.mailgauge.Version;

/** The entry of {@code bin/mailgauge}. */
public final class Main {
    /** EX_USAGE of sysexits. */
    private static final int USAGE = 64;

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        if (args.length == 1 && args[0].equals("--version")) {
            System.out.println("mailgauge " + Version.current());
            return 0;
        }
        System.err.println("mailgauge: give a command; mailgauge --help lists them");
        return USAGE;
    }
}

package org.mailgauge.agent.conf;

/** When a change of a key takes effect. */
enum Takes {
    /** When the running server reads the configuration again. */
    RELOAD("reload"),
    /** At the next start; until then the running server keeps what it began with. */
    RESTART("restart"),
    /** Not at all: what it is for is not built. */
    NEVER("");

    private final String label;

    Takes(String label) {
        this.label = label;
    }

    /** As the manual has it. */
    String label() {
        return label;
    }
}

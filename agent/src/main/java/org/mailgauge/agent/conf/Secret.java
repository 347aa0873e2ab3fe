package org.mailgauge.agent.conf;

/** A passphrase or community: shown by nothing, given only to the one who asks for it. */
public final class Secret {
    private final String text;

    public Secret(String text) {
        this.text = text;
    }

    /** The secret itself, for the code that has to use it. */
    public String reveal() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Always the same three asterisks, so that a log line or an error can't give it away. */
    @Override
    public String toString() {
        return "***";
    }
}

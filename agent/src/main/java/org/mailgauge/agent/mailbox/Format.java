package org.mailgauge.agent.mailbox;

/** How mail stands in files. */
public enum Format {
    /** A folder with {@code cur}, {@code new} and {@code tmp}; several as Maildir++. */
    MAILDIR,
    /** A file; several as files that end in {@code .mbox}. */
    MBOX,
    /** A folder of files that end in {@code .eml}; several as folders. */
    EML
}

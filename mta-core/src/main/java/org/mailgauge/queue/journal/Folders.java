package org.mailgauge.queue.journal;

import org.mailgauge.port.Disk;

import java.io.IOException;

/**
 * The journal's folders.
 *
 * @param root below the data directory
 */
record Folders(String root) {

    String segments() {
        return root + "/segments";
    }

    String footers() {
        return root + "/footers";
    }

    String bodies() {
        return root + "/bodies";
    }

    String quarantine() {
        return root + "/quarantine";
    }

    /** Creates them durably. They may be there already and yet not durable, after a kill. */
    void make(Disk disk) throws IOException {
        for (var folder : new String[] {segments(), footers(), bodies(), quarantine()}) {
            if (!disk.exists(folder)) {
                disk.makeFolder(folder);
            }
        }
        disk.forceFolder(root);
        disk.forceFolder("");
    }
}

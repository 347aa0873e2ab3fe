package org.mailgauge.queue.journal;

import org.mailgauge.disk.PatchyFile;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Disk.DiskFile;

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

    /**
     * A footer or body file, open.
     *
     * @param path in one of the journal's folders
     */
    static PatchyFile patchy(DiskFile file, Disk disk, String path) {
        var folder = path.substring(0, path.lastIndexOf('/'));
        var root = new Folders(folder.substring(0, folder.lastIndexOf('/')));
        return PatchyFile.of(file, disk, root.segments());
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

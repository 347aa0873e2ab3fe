package org.mailgauge.collect.postfix.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Where an instance keeps its queue.
 *
 * @param directory {@code queue_directory}, absolute
 * @param hashed {@code hash_queue_names}: folders whose files are spread over sub-folders
 * @param depth {@code hash_queue_depth}, at most 3; 0 for none
 */
public record QueueSetup(String directory, Set<String> hashed, int depth) {
    private static final int DEEPEST = 3;
    private static final int WIDTH = 16;

    public QueueSetup {
        hashed = Set.copyOf(hashed);
        if (depth < 0 || depth > DEEPEST) {
            throw new IllegalArgumentException("hash_queue_depth " + depth);
        }
    }

    /** Debian's and Postfix's own defaults. */
    public static QueueSetup usual(String directory) {
        return new QueueSetup(directory, Set.of("deferred", "defer"), 1);
    }

    /** The folder itself first, then those below it in which files lie. */
    List<String> folders(String name) {
        var root = directory + "/" + name;
        var folders = new ArrayList<String>();
        folders.add(root);
        if (hashed.contains(name) && depth > 0) {
            int count = 1 << (4 * depth);
            for (int i = 0; i < count; i++) {
                var path = new StringBuilder(root);
                for (int level = depth - 1; level >= 0; level--) {
                    path.append('/').append("0123456789ABCDEF".charAt(i / power(level) % WIDTH));
                }
                folders.add(path.toString());
            }
        }
        return List.copyOf(folders);
    }

    private static int power(int level) {
        return 1 << (4 * level);
    }

    /** Where the file of an id is in a folder, with the id at its end. */
    String path(String name, long stamp, long inode) {
        var path = new StringBuilder(directory).append('/').append(name).append('/');
        if (hashed.contains(name) && depth > 0) {
            var digits = new StringBuilder();
            IdCode.hex(IdCode.micros(stamp), depth, digits);
            for (int i = 0; i < depth; i++) {
                path.append(digits.charAt(i)).append('/');
            }
        }
        IdCode.write(stamp, inode, path);
        return path.toString();
    }
}

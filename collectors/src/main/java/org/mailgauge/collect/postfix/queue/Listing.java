package org.mailgauge.collect.postfix.queue;

import org.mailgauge.collect.machine.HostFiles;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Gives the names in a folder as octets, with the exceptions of {@link HostFiles#list}. */
@FunctionalInterface
public interface Listing {

    void list(String folder, Names into) throws IOException;

    /** Takes one name, which it must not keep. */
    @FunctionalInterface
    interface Names {
        void name(byte[] octets, int from, int length);
    }

    /** By the port alone, which makes a String of each name. */
    static Listing of(HostFiles files) {
        return (folder, into) ->
                files.list(
                        folder,
                        name -> {
                            var octets = name.getBytes(StandardCharsets.UTF_8);
                            into.name(octets, 0, octets.length);
                        });
    }
}

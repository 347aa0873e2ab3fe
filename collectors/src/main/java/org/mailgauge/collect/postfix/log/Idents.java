package org.mailgauge.collect.postfix.log;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Those who write lines, each looked at once: at most 512 of at most 64 characters, the oldest
 * goes. Used by one thread.
 */
final class Idents {
    private static final int MOST = 512;
    private static final int LONGEST = 64;

    private final Map<String, Ident> known = new LinkedHashMap<>();

    Ident of(String name) {
        var ident = known.get(name);
        if (ident == null) {
            ident = Ident.of(name);
            if (name.length() > LONGEST) {
                return ident;
            }
            if (known.size() >= MOST) {
                known.remove(known.keySet().iterator().next());
            }
            known.put(name, ident);
        }
        return ident;
    }
}

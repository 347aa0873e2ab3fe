package org.mailgauge.planted.fulltext;

final class ReadsTheClock {
    long now() {
        return System.nanoTime();
    }
}

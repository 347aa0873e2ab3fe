package org.mailgauge.smtp;

import java.util.Locale;

/**
 * What a server offers in its reply to EHLO, as far as our client uses it.
 *
 * @param pipelining RFC 2920
 * @param size RFC 1870
 * @param sizeLimit the greatest message it takes, in octets; 0 when it says none
 * @param eightBitMime RFC 6152
 */
public record EhloOffer(boolean pipelining, boolean size, long sizeLimit, boolean eightBitMime) {

    /** A server that knows only HELO. */
    public static final EhloOffer NOTHING = new EhloOffer(false, false, 0, false);

    /** Reads the offer out of a positive reply to EHLO; what is not understood is not offered. */
    public static EhloOffer of(SmtpReply reply) {
        boolean pipelining = false;
        boolean size = false;
        long limit = 0;
        boolean eightBit = false;
        for (var line : reply.lines().subList(1, reply.lines().size())) {
            var words = line.strip().toUpperCase(Locale.ROOT).split("\\s+", -1);
            switch (words[0]) {
                case "PIPELINING" -> pipelining = true;
                case "8BITMIME" -> eightBit = true;
                case "SIZE" -> {
                    size = true;
                    limit = words.length > 1 ? limit(words[1]) : 0;
                }
                default -> {} // an extension our client has no use for
            }
        }
        return new EhloOffer(pipelining, size, limit, eightBit);
    }

    /** At most 18 digits fit; what is longer is as good as no limit. */
    private static long limit(String digits) {
        boolean number =
                digits.length() <= 18 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Long.parseLong(digits) : 0;
    }
}

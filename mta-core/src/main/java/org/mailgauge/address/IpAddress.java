package org.mailgauge.address;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** An IPv4 or IPv6 address; an IPv4-mapped IPv6 address is held as IPv4. Immutable. */
public final class IpAddress {
    private final byte[] octets;

    private IpAddress(byte[] octets) {
        this.octets = octets;
    }

    /**
     * From octets in network order.
     *
     * @param octets 4 or 16 of them
     */
    public static IpAddress of(byte[] octets) {
        if (octets.length == 16 && isMapped(octets)) {
            return new IpAddress(Arrays.copyOfRange(octets, 12, 16));
        }
        if (octets.length != 4 && octets.length != 16) {
            throw new IllegalArgumentException(octets.length + " octets");
        }
        return new IpAddress(octets.clone());
    }

    /**
     * Parses a dotted quad or an IPv6 address (RFC 4291 section 2.2) without brackets or zone;
     * empty when it is neither.
     */
    public static Optional<IpAddress> parse(String text) {
        byte[] parsed = text.indexOf(':') >= 0 ? parseV6(text) : parseV4(text);
        return parsed.length == 0 ? Optional.empty() : Optional.of(of(parsed));
    }

    private static boolean isMapped(byte[] octets) {
        for (int i = 0; i < 10; i++) {
            if (octets[i] != 0) {
                return false;
            }
        }
        return octets[10] == -1 && octets[11] == -1;
    }

    private static byte[] parseV4(String text) {
        var parts = text.split("\\.", -1);
        var result = new byte[4];
        if (parts.length != 4) {
            return new byte[0];
        }
        for (int i = 0; i < 4; i++) {
            int value = number(parts[i], 10, 3);
            if (value < 0 || value > 255 || (parts[i].length() > 1 && parts[i].charAt(0) == '0')) {
                return new byte[0];
            }
            result[i] = (byte) value;
        }
        return result;
    }

    private static byte[] parseV6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0) {
            var head = groups(text.substring(0, gap));
            var tail = groups(text.substring(gap + 2));
            if (head.length == 1 || tail.length == 1 || head.length + tail.length > 14) {
                return new byte[0];
            }
            var result = new byte[16];
            System.arraycopy(head, 0, result, 0, head.length);
            System.arraycopy(tail, 0, result, 16 - tail.length, tail.length);
            return result;
        }
        var all = groups(text);
        return all.length == 16 ? all : new byte[0];
    }

    /** The octets of colon-separated groups; one octet stands for a syntax error. */
    private static byte[] groups(String text) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        var error = new byte[1];
        var parts = text.split(":", -1);
        var result = new byte[parts.length * 2 + 2];
        int at = 0;
        for (int i = 0; i < parts.length; i++) {
            if (i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
                var quad = parseV4(parts[i]);
                if (quad.length == 0) {
                    return error;
                }
                System.arraycopy(quad, 0, result, at, 4);
                at += 4;
            } else {
                int value = number(parts[i], 16, 4);
                if (value < 0) {
                    return error;
                }
                result[at++] = (byte) (value >> 8);
                result[at++] = (byte) value;
            }
        }
        return at > 16 ? error : Arrays.copyOf(result, at);
    }

    private static int number(String digits, int radix, int most) {
        if (digits.isEmpty() || digits.length() > most) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            int digit = c < 128 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }

    public boolean isV6() {
        return octets.length == 16;
    }

    public boolean isLoopback() {
        if (!isV6()) {
            return octets[0] == 127;
        }
        for (int i = 0; i < 15; i++) {
            if (octets[i] != 0) {
                return false;
            }
        }
        return octets[15] == 1;
    }

    /** Whether it is 0.0.0.0 or ::, which stands for any address of a machine. */
    public boolean isUnspecified() {
        for (byte octet : octets) {
            if (octet != 0) {
                return false;
            }
        }
        return true;
    }

    /** A copy of the octets in network order. */
    public byte[] octets() {
        return octets.clone();
    }

    /**
     * The address with all but its first {@code bits} bits cleared, for networks and per-network
     * limits.
     */
    public IpAddress prefix(int bits) {
        var cut = octets.clone();
        for (int i = 0; i < cut.length; i++) {
            int keep = Math.clamp(bits - 8L * i, 0, 8);
            cut[i] = (byte) (cut[i] & (0xFF00 >> keep));
        }
        return new IpAddress(cut);
    }

    /**
     * As an SMTP address literal (RFC 5321 section 4.1.3): {@code [192.0.2.1]} or {@code
     * [IPv6:2001:db8::1]}.
     */
    public String literal() {
        return "[" + (isV6() ? "IPv6:" : "") + this + "]";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IpAddress that && Arrays.equals(octets, that.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    /** Dotted quad, or the canonical text of RFC 5952. */
    @Override
    public String toString() {
        return isV6()
                ? v6()
                : (octets[0] & 255)
                        + "."
                        + (octets[1] & 255)
                        + "."
                        + (octets[2] & 255)
                        + "."
                        + (octets[3] & 255);
    }

    private int group(int i) {
        return ((octets[2 * i] & 255) << 8) | (octets[2 * i + 1] & 255);
    }

    private String v6() {
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int j = i;
            while (j < 8 && group(j) == 0) {
                j++;
            }
            if (j - i > bestLength) {
                bestStart = i;
                bestLength = j - i;
            }
            i = Math.max(i, j - 1);
        }
        var text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
            } else {
                if (i > 0 && i != bestStart + bestLength) {
                    text.append(':');
                }
                text.append(Integer.toHexString(group(i)));
            }
        }
        return text.toString();
    }

    /** The octets in hexadecimal, for keys and logs. */
    public String hex() {
        return HexFormat.of().formatHex(octets);
    }
}

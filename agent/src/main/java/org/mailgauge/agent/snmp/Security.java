package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.snmp4j.security.AuthHMAC128SHA224;
import org.snmp4j.security.AuthHMAC192SHA256;
import org.snmp4j.security.AuthHMAC256SHA384;
import org.snmp4j.security.AuthHMAC384SHA512;
import org.snmp4j.security.AuthMD5;
import org.snmp4j.security.AuthSHA;
import org.snmp4j.security.AuthenticationProtocol;
import org.snmp4j.security.PrivAES128;
import org.snmp4j.security.PrivAES192;
import org.snmp4j.security.PrivAES256;
import org.snmp4j.security.PrivDES;
import org.snmp4j.security.PrivacyProtocol;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.UsmUser;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** From our names of algorithms and users to the library's. */
final class Security {
    /** usmNoPrivProtocol. */
    private static final OID NO_PRIVACY = new OID("1.3.6.1.6.3.10.1.2.1");

    private Security() {}

    /** Only the protocols that some user has. */
    static SecurityProtocols protocols(List<SnmpConfig.User> users) {
        var protocols = new SecurityProtocols(SecurityProtocols.SecurityProtocolSet.none);
        for (var user : users) {
            protocols.addAuthenticationProtocol(authentication(user.authentication()));
            var privacy = privacy(user.privacy());
            if (privacy != null) {
                protocols.addPrivacyProtocol(privacy);
            }
        }
        return protocols;
    }

    /** The level of security that a user's messages must have. */
    static int level(SnmpConfig.User user) {
        return user.privacy() == SnmpConfig.Privacy.NONE
                ? SecurityLevel.AUTH_NOPRIV
                : SecurityLevel.AUTH_PRIV;
    }

    @SuppressWarnings("NullAway") // the library's contract: null stands for no privacy
    static UsmUser user(SnmpConfig.User user) {
        var privacy = privacy(user.privacy());
        return new UsmUser(
                utf8(user.name()),
                authentication(user.authentication()).getID(),
                utf8(user.authenticationPassphrase()),
                privacy == null ? null : privacy.getID(),
                privacy == null ? null : utf8(user.privacyPassphrase()));
    }

    static OctetString utf8(String text) {
        return new OctetString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** As usmUserAuthProtocol has it. */
    static OID protocol(SnmpConfig.Authentication protocol) {
        return authentication(protocol).getID();
    }

    /** As usmUserPrivProtocol has it. */
    static OID protocol(SnmpConfig.Privacy protocol) {
        var privacy = privacy(protocol);
        return privacy == null ? NO_PRIVACY : privacy.getID();
    }

    private static AuthenticationProtocol authentication(SnmpConfig.Authentication protocol) {
        return switch (protocol) {
            case MD5 -> new AuthMD5();
            case SHA_1 -> new AuthSHA();
            case SHA_224 -> new AuthHMAC128SHA224();
            case SHA_256 -> new AuthHMAC192SHA256();
            case SHA_384 -> new AuthHMAC256SHA384();
            case SHA_512 -> new AuthHMAC384SHA512();
        };
    }

    private static @Nullable PrivacyProtocol privacy(SnmpConfig.Privacy protocol) {
        return switch (protocol) {
            case DES -> new PrivDES();
            case AES_128 -> new PrivAES128();
            case AES_192 -> new PrivAES192();
            case AES_256 -> new PrivAES256();
            case NONE -> null;
        };
    }
}

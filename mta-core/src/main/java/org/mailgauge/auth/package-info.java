/**
 * Who has a mailbox here and who a client is: the ports that protocols and local delivery ask, the
 * logic of a login over them, and its defence against guessing. Knows {@code sasl}, {@code address}
 * and {@code port}; where accounts are kept and how passwords are hashed is behind ports.
 */
@NullMarked
package org.mailgauge.auth;

import org.jspecify.annotations.NullMarked;

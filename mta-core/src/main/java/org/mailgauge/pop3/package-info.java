/**
 * POP3 (RFC 1939, 2449, 2595, 3206, 5034, 6856): commands, replies and the server's session, pure.
 */
@NullMarked
package org.mailgauge.pop3;

import org.jspecify.annotations.NullMarked;

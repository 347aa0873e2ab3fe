/**
 * What POP3 serves: one account's messages, opened by one session at a time. The port between the
 * protocol's driver and whatever keeps the mail.
 */
@NullMarked
package org.mailgauge.maildrop;

import org.jspecify.annotations.NullMarked;

/** Values of mailboxes that protocols and the store share, pure. */
@NullMarked
package org.mailgauge.mailbox;

import org.jspecify.annotations.NullMarked;

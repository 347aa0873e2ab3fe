/**
 * Accounts in a file: what is known of them and of their passwords, how passwords are hashed, and
 * how the operator changes it. Adapters of the ports of {@code org.mailgauge.auth}.
 */
@NullMarked
package org.mailgauge.agent.accounts;

import org.jspecify.annotations.NullMarked;

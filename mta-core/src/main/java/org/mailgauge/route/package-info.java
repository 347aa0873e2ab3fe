/**
 * Which channel and next hop a recipient takes: local domains first, then the configured routes,
 * first match wins.
 */
@NullMarked
package org.mailgauge.route;

import org.jspecify.annotations.NullMarked;

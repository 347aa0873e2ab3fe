/**
 * The machine itself: files and programs of others, read and run. The only package of the
 * collectors that touches it.
 */
@NullMarked
package org.mailgauge.collect.host;

import org.jspecify.annotations.NullMarked;

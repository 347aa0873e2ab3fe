/** Helpers of the tests of all rooms. */
@NullMarked
package org.mailgauge.testing;

import org.jspecify.annotations.NullMarked;

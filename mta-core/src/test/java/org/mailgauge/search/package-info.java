/** Tests of searching, sorting and threading. */
@NullMarked
package org.mailgauge.search;

import org.jspecify.annotations.NullMarked;

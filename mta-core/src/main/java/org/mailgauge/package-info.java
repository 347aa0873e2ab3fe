/**
 * The MTA as a whole. Nothing below this package, but for the rooms of the modules {@code
 * collectors} and {@code agent}, may depend on it; it may depend on every room of its module.
 */
@NullMarked
package org.mailgauge;

import org.jspecify.annotations.NullMarked;

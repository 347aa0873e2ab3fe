/**
 * The mail store on disk: the log of {@code org.mailgauge.store.log} is the truth, an index in
 * SQLite answers. See docs/store-format.md. SQLite is reached on platform threads of this package
 * only.
 */
@NullMarked
package org.mailgauge.store.sqlite;

import org.jspecify.annotations.NullMarked;

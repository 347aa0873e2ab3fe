/** The validated configuration as records; where it is read from is the agent's business. */
@NullMarked
package org.mailgauge.config;

import org.jspecify.annotations.NullMarked;

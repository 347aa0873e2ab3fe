/**
 * Classes that break the rules of {@link org.mailgauge.Layering} on purpose, so that {@link
 * org.mailgauge.LayeringTest} can show that each rule fails when it should. Their packages mirror
 * the rooms. Nothing else may use them.
 */
package org.mailgauge.planted;

package org.mailgauge.mailaccess;

/** What all searches of a service share. Safe for use by any thread. */
record Searches(SearchTurns turns, SearchIndex index, RowMemory memory) {}

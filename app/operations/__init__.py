"""All that an operator sets and reads: limits, log, counters, cookies, paths, the compilation cache."""

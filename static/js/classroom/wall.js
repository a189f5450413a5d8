/** The wall. */

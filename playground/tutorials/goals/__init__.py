"""Goals: what must be true of a cluster, or of its journal, for a step to be done."""

"""The live feed: one picture per cluster and process, sent to every page that watches it."""

"""How objects are printed: tables, YAML, JSON, names, JSONPath, custom columns."""

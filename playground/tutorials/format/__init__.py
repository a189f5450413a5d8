"""Reading a lesson's folder: YAML with line numbers, the rules of the format, what is wrong."""

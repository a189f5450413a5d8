"""The commands, one module for each verb or family of verbs."""

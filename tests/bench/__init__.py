"""Benchmarks: figures with a method, never timed tests."""

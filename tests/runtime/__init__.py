"""Tests of the worker and its slices."""

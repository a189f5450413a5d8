"""Guided lessons: the format teachers write, the checker, and the learners' progress."""

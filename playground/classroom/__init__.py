"""The classroom: a teacher's wall over the live clusters of 30 to 200 learners."""

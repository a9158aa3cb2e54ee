"""Work in from a learning system, feedback and marks back to it, by file."""

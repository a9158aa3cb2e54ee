"""The two walls around a student's code, what it may use, and who talks through them."""

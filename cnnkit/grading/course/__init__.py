"""All submissions of a course, graded by one writer into one gradebook."""

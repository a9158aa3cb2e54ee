"""What came out: points, reports, analyses of tasks, files for other programs."""

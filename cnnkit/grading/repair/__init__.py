"""From a damaged or foreign file to the notebook that was released, with the student's answers in it."""

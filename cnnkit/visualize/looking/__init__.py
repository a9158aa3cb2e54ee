"""What all methods that look into a network share: checks, finding a layer, leaving it as it was."""

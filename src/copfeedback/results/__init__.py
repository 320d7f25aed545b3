"""Results: how sure we are of a figure, and whether it may be shown at all."""

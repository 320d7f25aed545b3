"""The light door: plain pages that need no script, and what stands in front of both doors."""

"""What is promised before an evaluation, and what is published after it."""

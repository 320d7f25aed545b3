"""Surveys: what a questionnaire is, who is asked what, waves, and taking a response."""

"""copfeedback: a multilingual feedback portal for community-oriented policing."""

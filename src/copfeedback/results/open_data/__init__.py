"""A release as open data: one flat table, in the formats that people work with."""

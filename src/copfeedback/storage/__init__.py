"""The database: engine, transactions, schema metadata and migrations."""

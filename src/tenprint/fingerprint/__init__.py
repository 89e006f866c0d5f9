"""3. The engine: quality, extraction, template, one-to-one matching. Knows no database and no agency."""

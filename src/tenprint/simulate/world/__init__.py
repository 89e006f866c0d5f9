"""A small world to watch: people with prints and records, three jurisdictions, five agencies, and the truth."""

"""Database engine, migrations, encrypted columns and blobs."""

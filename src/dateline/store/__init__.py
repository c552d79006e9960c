"""What is kept: schema, migrations, writer, view, search, export."""

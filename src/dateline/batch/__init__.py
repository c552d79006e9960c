"""Many pages on many processors or machines: shards in, Parquet parts out, and parts into a database."""

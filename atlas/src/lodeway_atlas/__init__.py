"""The tables of the Lodeway atlas as Parquet files; read them through `lodeway.atlas`."""

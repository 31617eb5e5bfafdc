"""Documents as tables that analysts have readers for: POLECAT, GDELT, PLOVER JSON, CSV, Parquet, DuckDB."""

"""The whole course by Spark on this machine: Parquet files in, Parquet files out, with a core for each task.

python on_spark.py DATA OUT
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

MEMORY = "4g"
"""What Java may hold; Spark's own measure of 1 GB is too little for a machine that does everything."""


def main() -> None:
    """Work it out and write it."""
    data, out = map(Path, sys.argv[1:])
    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.driver.memory": MEMORY,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.local.dir": str(out.parent / "spark"),
    }
    session = importlib.import_module("pyspark.sql").SparkSession
    spark = session.builder.master("local[*]").appName("benchmark").config(map=settings).getOrCreate()
    try:
        tables = {file.stem: spark.read.parquet(str(file)) for file in data.glob("*.parquet")}
        course = importlib.import_module("mscourse.engines.spark").characterise(spark, tables, set_aside=True)
        for name, frame in course.tables.items():
            frame.write.parquet(str(out / f"{name}.parquet"))
    finally:
        spark.stop()


if __name__ == "__main__":
    main()

"""The published definitions, by name."""

from mscourse.rules.library import (
    lublin_2013,
    pira_mueller_2023,
    spms_lorscheider_2016,
    spms_lorscheider_no_fs,
)

__all__ = ["lublin_2013", "pira_mueller_2023", "spms_lorscheider_2016", "spms_lorscheider_no_fs"]

"""The same calls on DataFrames of pandas."""

from .lens1 import analyze_single_period_df, lens1_to_dataframe
from .lens2 import analyze_period_comparison_df, lens2_to_dataframes
from .rfm import calculate_rfm_df, dataframe_to_period_aggregations, dataframe_to_rfm, rfm_to_dataframe

__all__ = [
    "analyze_period_comparison_df",
    "analyze_single_period_df",
    "calculate_rfm_df",
    "dataframe_to_period_aggregations",
    "dataframe_to_rfm",
    "lens1_to_dataframe",
    "lens2_to_dataframes",
    "rfm_to_dataframe",
]

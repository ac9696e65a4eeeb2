"""Data mart and RFM."""

from .data_mart import CustomerDataMart, CustomerDataMartBuilder, OrderAggregation, PeriodAggregation, PeriodGranularity
from .rfm import RFMMetrics, RFMScore, calculate_rfm, calculate_rfm_scores

__all__ = [
    "CustomerDataMart",
    "CustomerDataMartBuilder",
    "OrderAggregation",
    "PeriodAggregation",
    "PeriodGranularity",
    "RFMMetrics",
    "RFMScore",
    "calculate_rfm",
    "calculate_rfm_scores",
]

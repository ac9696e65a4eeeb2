"""The objects and calls of AutoCLV's customer_base_audit, computed by spendlens.

Code written for it runs by changing the import: `customer_base_audit.foundation.rfm` is
`spendlens.compat.autoclv.foundation.rfm`, and likewise foundation.data_mart, analyses.lens1, analyses.lens2 and pandas.
What is the same and what is not is in docs/python.md.
"""

from .analyses import (
    CustomerMigration,
    Lens1Metrics,
    Lens2Metrics,
    analyze_period_comparison,
    analyze_single_period,
    calculate_revenue_concentration,
)
from .foundation import (
    CustomerDataMart,
    CustomerDataMartBuilder,
    OrderAggregation,
    PeriodAggregation,
    PeriodGranularity,
    RFMMetrics,
    RFMScore,
    calculate_rfm,
    calculate_rfm_scores,
)

__all__ = [
    "CustomerDataMart",
    "CustomerDataMartBuilder",
    "CustomerMigration",
    "Lens1Metrics",
    "Lens2Metrics",
    "OrderAggregation",
    "PeriodAggregation",
    "PeriodGranularity",
    "RFMMetrics",
    "RFMScore",
    "analyze_period_comparison",
    "analyze_single_period",
    "calculate_revenue_concentration",
    "calculate_rfm",
    "calculate_rfm_scores",
]

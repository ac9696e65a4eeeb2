"""Lens 1 and Lens 2."""

from .lens1 import Lens1Metrics, analyze_single_period, calculate_revenue_concentration
from .lens2 import CustomerMigration, Lens2Metrics, analyze_period_comparison

__all__ = [
    "CustomerMigration",
    "Lens1Metrics",
    "Lens2Metrics",
    "analyze_period_comparison",
    "analyze_single_period",
    "calculate_revenue_concentration",
]

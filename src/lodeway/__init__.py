"""Which mines, plants, crossings and ports are worth building so that minerals arrive from more than one country.

The names below are all that most analyses need. Each is loaded when it is first used, so that
``import lodeway`` costs next to nothing::

    import lodeway

    scenario = lodeway.read_scenario("central-asia", case="diversify")
    network = lodeway.build_network(scenario)
    plan = lodeway.plan_scenario(scenario, network=network)

    way = lodeway.find_route("Almaty", "Yokohama", by="distance", modes=["rail", "sea"], avoid=["RUS", "CHN"])
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lodeway.atlas import query as query_atlas
    from lodeway.atlas import read as read_atlas
    from lodeway.errors import InfeasibleError, InputError, LodewayError, NoRouteError, UsageError
    from lodeway.explore.assess.answer import assess
    from lodeway.explore.assess.library import find_model as read_model
    from lodeway.network import build as build_network
    from lodeway.network import route
    from lodeway.plan import Plan
    from lodeway.plan import plan as plan_scenario
    from lodeway.report import write as write_report
    from lodeway.report.answers import compare_plans, explain, open_plan
    from lodeway.report.ways import find_matrix, find_route
    from lodeway.risk import assess as assess_risk
    from lodeway.scenario import Scenario
    from lodeway.scenario import check as check_scenario
    from lodeway.scenario import describe as describe_scenario
    from lodeway.scenario import new as new_scenario
    from lodeway.scenario import read as read_scenario
    from lodeway.scenario import write as write_scenario

__all__ = [
    "InfeasibleError",
    "InputError",
    "LodewayError",
    "NoRouteError",
    "Plan",
    "Scenario",
    "UsageError",
    "assess",
    "assess_risk",
    "build_network",
    "check_scenario",
    "compare_plans",
    "describe_scenario",
    "explain",
    "find_matrix",
    "find_route",
    "new_scenario",
    "open_plan",
    "plan_scenario",
    "query_atlas",
    "read_atlas",
    "read_model",
    "read_scenario",
    "route",
    "write_report",
    "write_scenario",
]

_PLACES = {
    "InfeasibleError": ("lodeway.errors", "InfeasibleError"),
    "InputError": ("lodeway.errors", "InputError"),
    "LodewayError": ("lodeway.errors", "LodewayError"),
    "NoRouteError": ("lodeway.errors", "NoRouteError"),
    "Plan": ("lodeway.plan", "Plan"),
    "Scenario": ("lodeway.scenario", "Scenario"),
    "UsageError": ("lodeway.errors", "UsageError"),
    "assess": ("lodeway.explore.assess.answer", "assess"),
    "assess_risk": ("lodeway.risk", "assess"),
    "build_network": ("lodeway.network", "build"),
    "check_scenario": ("lodeway.scenario", "check"),
    "compare_plans": ("lodeway.report.answers", "compare_plans"),
    "describe_scenario": ("lodeway.scenario", "describe"),
    "explain": ("lodeway.report.answers", "explain"),
    "find_matrix": ("lodeway.report.ways", "find_matrix"),
    "find_route": ("lodeway.report.ways", "find_route"),
    "new_scenario": ("lodeway.scenario", "new"),
    "open_plan": ("lodeway.report.answers", "open_plan"),
    "plan_scenario": ("lodeway.plan", "plan"),
    "query_atlas": ("lodeway.atlas", "query"),
    "read_atlas": ("lodeway.atlas", "read"),
    "read_model": ("lodeway.explore.assess.library", "find_model"),
    "read_scenario": ("lodeway.scenario", "read"),
    "route": ("lodeway.network", "route"),
    "write_report": ("lodeway.report", "write"),
    "write_scenario": ("lodeway.scenario", "write"),
}


def __getattr__(name: str) -> Any:
    """Return a public name, loaded on first use."""
    if name == "__version__":
        from importlib.metadata import version

        return version("lodeway")
    if name not in _PLACES:
        raise AttributeError(f"module 'lodeway' has no attribute {name!r}")
    module, attribute = _PLACES[name]
    value = getattr(import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names, loaded or not."""
    return sorted({*globals(), *__all__, "__version__"})

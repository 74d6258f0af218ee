from .explaining import explain as explain
from .explanation import Explanation as Explanation
from .mapping import map as map  # noqa: A004
from .overall_map import OverallMap as OverallMap

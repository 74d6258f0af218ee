from .completing import complete as complete
from .completion import CompletedOutcome as CompletedOutcome
from .completion import Completion as Completion
from .explaining import explain as explain
from .explanation import Explanation as Explanation
from .lacks import Lack as Lack
from .mapping import map as map  # noqa: A004
from .overall_map import OverallMap as OverallMap

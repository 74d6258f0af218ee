from .loop import train as train
from .mixing import read_weights as read_weights
from .settings import TrainSettings as TrainSettings
from .summary import Progress as Progress
from .summary import TrainSummary as TrainSummary

from .finetune_model import FinetuneProgress as FinetuneProgress
from .finetune_model import finetune as finetune
from .result import Compared as Compared
from .result import Finetuned as Finetuned
from .result import Shares as Shares
from .settings import FinetuneSettings as FinetuneSettings

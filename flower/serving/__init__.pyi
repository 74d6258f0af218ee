from .app import create_app as create_app
from .server import serve as serve
from .settings import ServeSettings as ServeSettings
from .sharing import SharedModel as SharedModel

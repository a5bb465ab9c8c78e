"""How gunicorn serves the portal behind nginx, which waits for slow phones in its place (README, "Chạy thật")."""

import os

worker_class = "gthread"
workers = len(os.sched_getaffinity(0))
# Pages are work for the processor: who comes third waits for the process that is free first, not for the busiest one.
threads = worker_connections = 2
keepalive = 0
control_socket_disable = True

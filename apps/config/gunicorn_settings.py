"""How gunicorn serves the product, in the demo and in production: ``--config python:apps.config.gunicorn_settings``.

Workers, threads and the address are given on the command line.
"""

worker_class = "apps.config.buffered_worker.BufferedWorker"
control_socket_disable = True
preload_app = True  # loaded once, before the processes are made: see apps/config/warm_up.py

"""nginx with one worker, the reference for HTTP."""

import os
import subprocess
import time

from . import install

CONFIGURATION = """
daemon off;
worker_processes 1;
pid {directory}/nginx.pid;
error_log {directory}/error.log;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    default_type application/json;
    keepalive_requests 1000000000;
    sendfile on;
    open_file_cache max=100;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location = /small {{ return 200 '{small}'; }}
        location /files/ {{ alias {directory}/files/; }}
    }}
}}
"""


class Nginx:
    """`small` is answered at /small, `files` (name to bytes) below /files/."""

    def __init__(self, directory, port, small, files=None):
        self.url = f"http://127.0.0.1:{port}"
        directory.mkdir(parents=True, exist_ok=True)
        (directory / "files").mkdir(exist_ok=True)
        for name, content in (files or {}).items():
            (directory / "files" / name).write_bytes(content)
        directory.chmod(0o755)
        configuration = directory / "nginx.conf"
        configuration.write_text(CONFIGURATION.format(directory=directory, port=port, small=small)
                                 + ("" if os.geteuid() else "user root;\n"))
        self.process = subprocess.Popen([install.find("nginx"), "-c", str(configuration), "-e", str(directory / "error.log")])
        time.sleep(0.5)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

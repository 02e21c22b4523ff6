"""Installs what only the benchmarks need."""

import os
import shutil
import subprocess
import sys

PROGRAMS = {"wrk": "wrk", "nginx-light": "nginx", "nghttp2-client": "h2load", "redis-tools": "redis-benchmark"}


def require(*packages):
    missing = [package for package in packages if not find(PROGRAMS[package])]
    if not missing:
        return
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *missing]
    if os.geteuid() != 0 and shutil.which("sudo"):
        command = ["sudo", "-n", *command]
    # RUNLEVEL keeps the packages' services from being started system-wide.
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    if subprocess.run(command, env=environment, stdout=subprocess.DEVNULL).returncode != 0:
        sys.exit(f"the benchmarks need: apt-get install {' '.join(missing)}")


def find(program):
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")

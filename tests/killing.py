"""A program that is killed at one of its own calls, as by a power cut: for what a run leaves behind."""

KILLED_AT = """
import importlib, os, signal, sys
module, name, calls, *arguments = sys.argv[1:]
owner = importlib.import_module(module)
*classes, last = name.split(".")
for each in classes:
    owner = getattr(owner, each)
real, left = getattr(owner, last), int(calls)

def killed(*given, **named):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*given, **named)

setattr(owner, last, killed)
"""
"""The start of such a program. It takes the module, the name in it, the number of the call, and its own `arguments`."""

"""The five ports of an installation, looked at before anything starts."""

import errno
import socket

from bot.settings import Settings
from bot.supervisor import StartError


def check_ports(settings: Settings, demo: bool) -> None:
    """StartError naming the first port that cannot be had."""
    host = "127.0.0.1" if demo else settings.host
    wanted = [(host, settings.port), (host, settings.desk_port), ("127.0.0.1", settings.internal_port)]
    wanted += [("127.0.0.1", settings.rasa_port)] + ([("127.0.0.1", settings.sandbox_port)] if demo else [])
    for address, port in wanted:
        reason = _why_not(address, port)
        if reason:
            raise StartError(
                f"port {port} on {address} {reason}: set VENTANILLA_PORT to the first of five free ports "
                f"(now {settings.port}), or end what uses it"
            )


def _why_not(address: str, port: int) -> str:
    if not 0 < port < 65536:
        return "is no port"
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
            probe.listen()
        except OSError as error:
            return "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
    return ""

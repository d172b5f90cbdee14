"""PostgreSQL refuses to run as root: how root starts it as somebody else."""

import os
import pwd
import shutil
from pathlib import Path

NOBODY = "nobody"


def accounts() -> list[list[str]]:
    """Command prefixes that leave root, in the order in which to try them.

    Plain `nobody` where that account can reach the data; `nobody` with the right to pass closed folders, for data or
    an environment below a closed home; and, where there is no second account at all (a container that maps root
    alone), a user namespace in which root bears another number.
    """
    user = pwd.getpwnam(NOBODY)
    leave = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    # The last so that access(2), with which initdb looks for the server, knows of the right, too.
    pass_closed_folders = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup"]
    namespace = ["unshare", "--user", f"--map-user={user.pw_uid}", f"--map-group={user.pw_gid}"]
    found = [[*leave, "--inh-caps=-all", "--bounding-set=-all"], [*leave, *pass_closed_folders], namespace]
    return [each for each in found if shutil.which(each[0])]


def own(path: Path, account: list[str]) -> None:
    """Give a folder and all below it to the account that the prefix leads to; nothing to do for a normal user."""
    if os.geteuid() != 0:
        return
    user = pwd.getpwnam(NOBODY)
    uid, gid = (user.pw_uid, user.pw_gid) if account and account[0] == "setpriv" else (0, 0)
    if path.stat().st_uid == uid:
        return
    for each in (path, *path.rglob("*")):
        os.chown(each, uid, gid, follow_symlinks=False)

"""A stock SMP client against a serial port; says what it got as JSON.

usage: stock-client.system.py PORT IMAGE
"""

import asyncio
import hashlib
import json
import sys

from smpclient import SMPClient
from smpclient.generics import error, success
from smpclient.requests.enumeration_management import GroupDetails, ListSupportedGroups
from smpclient.requests.file_management import FileHashChecksum
from smpclient.requests.image_management import ImageErase, ImageStatesRead, ImageStatesWrite
from smpclient.requests.os_management import (
    BootloaderInformationRead,
    EchoWrite,
    MCUMgrParametersRead,
    OSApplicationInfoRead,
    ResetWrite,
    TaskStatisticsRead,
)
from smpclient.requests.settings_management import (
    CommitSettings,
    ReadSetting,
    SaveSettings,
    WriteSetting,
)
from smpclient.requests.statistics_management import GroupData, ListOfGroups
from smpclient.transport.serial import SMPSerialTransport


def plain(value):
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    return value


async def main(port, path):
    with open(path, "rb") as file:
        image = file.read()
    said = {}

    async with SMPClient(SMPSerialTransport(), port) as client:

        async def ask(name, request):
            answer = await client.request(request)
            outcome = answer.model_dump(exclude_none=True)
            kind = "ok" if success(answer) else "refused" if error(answer) else "unknown"
            outcome = {k: v for k, v in outcome.items() if k not in ("header", "version", "sequence", "smp_data")}
            said[name] = {"kind": kind, **plain(outcome)}
            return answer

        await ask("echo", EchoWrite(d="Feierabend"))
        await ask("parameters", MCUMgrParametersRead())
        await ask("information", OSApplicationInfoRead(format="a"))
        await ask("boot loader", BootloaderInformationRead())
        await ask("tasks", TaskStatisticsRead())
        await ask("groups", ListSupportedGroups())
        await ask("group details", GroupDetails())
        await ask("statistics list", ListOfGroups())
        await ask("statistics", GroupData(name="smp"))
        await ask("no statistics", GroupData(name="nothing"))
        await ask("state", ImageStatesRead())

        await ask("no setting", ReadSetting(name="led"))
        await ask("write setting", WriteSetting(name="led", val=b"off"))
        await ask("commit settings", CommitSettings())
        await ask("save settings", SaveSettings())
        await ask("setting", ReadSetting(name="led"))

        content = bytes(range(256)) * 5
        said["file offsets"] = [off async for off in client.upload_file(content, "/lfs/stock.bin")]
        said["file"] = (await client.download_file("/lfs/stock.bin")) == content
        await ask("file hash", FileHashChecksum(name="/lfs/stock.bin", type="sha256"))
        said["file hash"]["expected"] = hashlib.sha256(content).hexdigest()

        said["offsets"] = [off async for off in client.upload(image, first_timeout_s=10)]
        uploaded = (await ask("state after upload", ImageStatesRead())).images[1]
        await ask("test", ImageStatesWrite(hash=uploaded.hash, confirm=False))
        await ask("reset", ResetWrite())
        await ask("state after reset", ImageStatesRead())
        await ask("confirm", ImageStatesWrite(confirm=True))
        await ask("erase", ImageErase())

    print(json.dumps(said))


asyncio.run(main(*sys.argv[1:]))

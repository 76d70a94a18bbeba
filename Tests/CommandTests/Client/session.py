"""Starts a server from an entry of a host file, as a host does, and prints what it offers.

usage: session.py FILE KEY ENTRY DIRECTORY
"""

import asyncio
import json
import os
import sys

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client


async def session(entry, directory):
    server = StdioServerParameters(
        command=entry["command"],
        args=[part.replace("${workspaceFolder}", directory) for part in entry["args"]],
        env={**os.environ, **entry.get("env", {})},
        cwd=directory,
    )
    async with stdio_client(server) as (reading, writing):
        async with ClientSession(reading, writing) as client:
            hello = await client.initialize()
            tools = await client.list_tools()
            greeting = await client.call_tool("greet", {"name": "Ada"})
            version = await client.call_tool("version", {})
    # Field names differ between releases of the package; the JSON of the protocol does not.
    hello = hello.model_dump(by_alias=True, mode="json")
    return {
        "name": hello["serverInfo"]["name"],
        "version": hello["serverInfo"]["version"],
        "tools": [tool.name for tool in tools.tools],
        "greeting": greeting.content[0].text,
        "says": version.content[0].text,
    }


def main():
    path, key, name, directory = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        entry = json.load(file)[key][name]
    print(json.dumps(asyncio.run(asyncio.wait_for(session(entry, directory), 30))))


main()

"""Starts a server by its command line, as a host does, and prints the names of its tools.

usage: tools.py COMMAND...
"""

import asyncio
import json
import os
import sys

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client


async def tools(command):
    server = StdioServerParameters(command=command[0], args=command[1:], env=dict(os.environ))
    async with stdio_client(server) as (reading, writing):
        async with ClientSession(reading, writing) as client:
            await client.initialize()
            return [tool.name for tool in (await client.list_tools()).tools]


print(json.dumps({"tools": asyncio.run(asyncio.wait_for(tools(sys.argv[1:]), 60))}))

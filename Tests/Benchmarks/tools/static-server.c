// The smallest MCP server there can be: it answers `initialize` and ends with its input. Linked
// statically, so that its own start is as short as a start gets.
#include <string.h>
#include <unistd.h>

static const char answer[] =
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-06-18\","
    "\"capabilities\":{},\"serverInfo\":{\"name\":\"static-server\",\"version\":\"1.0.0\"}}}\n";

int main(void) {
    char request[4096];
    ssize_t count;
    while ((count = read(0, request, sizeof request - 1)) > 0) {
        request[count] = 0;
        if (strstr(request, "\"initialize\"") && write(1, answer, sizeof answer - 1) < 0) return 1;
    }
    return count < 0;
}

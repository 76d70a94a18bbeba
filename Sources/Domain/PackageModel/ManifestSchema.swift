/// The JSON Schema of `mcppkg.json`, for editors and for people who write manifests by program.
///
/// It describes the same documents that `Manifest.init(json:)` reads, as far as a schema can say
/// it; a table of examples is held against both.
public enum ManifestSchema {
    /// The name that a manifest's `$schema` may give.
    public static let identifier = "urn:mcppkg:manifest:1"

    /// The schema as a JSON text, draft 2020-12.
    public static let text = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "urn:mcppkg:manifest:1",
          "title": "mcppkg manifest",
          "description": "The MCP servers of a project or a person. Unknown members are kept.",
          "type": "object",
          "properties": {
            "$schema": { "type": "string" },
            "manifestVersion": { "description": "Version of this format.", "const": 1 },
            "platforms": {
              "description": "What the lock covers.",
              "default": ["linux-x86_64-gnu", "linux-aarch64-gnu", "macos-aarch64"],
              "$ref": "#/$defs/platforms"
            },
            "hosts": {
              "description": "Ids of hosts whose files in this project are written.",
              "type": "array",
              "uniqueItems": true,
              "items": { "type": "string", "pattern": "^[A-Za-z0-9-]{1,64}$" },
              "examples": [["claude-code", "vscode"]]
            },
            "cooldown": {
              "description": "How long a version must have been out before a range may choose it.",
              "type": "string",
              "pattern": "^[0-9]{1,6}[mhdw]$",
              "examples": ["72h", "7d"]
            },
            "servers": {
              "description": "Servers by the id under which they are installed.",
              "type": "object",
              "propertyNames": { "pattern": "^[A-Za-z0-9_-]{1,64}$" },
              "additionalProperties": { "$ref": "#/$defs/server" }
            },
            "exceptions": {
              "description": "Accepted findings, each with a reason and an end.",
              "type": "array",
              "items": { "type": "object" }
            }
          },
          "$defs": {
            "platforms": {
              "type": "array",
              "minItems": 1,
              "uniqueItems": true,
              "items": { "pattern": "^(linux-(x86_64|aarch64)-(gnu|musl)|macos-(x86_64|aarch64))$", "type": "string" }
            },
            "server": {
              "type": "object",
              "required": ["source"],
              "properties": {
                "source": { "$ref": "#/$defs/source" },
                "args": { "type": "array", "items": { "$ref": "#/$defs/value" } },
                "env": {
                  "description": "Plain values by variable; a secret belongs under `secrets`, by name only.",
                  "type": "object",
                  "propertyNames": { "$ref": "#/$defs/variable" },
                  "additionalProperties": { "$ref": "#/$defs/value" }
                },
                "inputs": {
                  "description": "Values that each person gives: `${input.NAME}` in args and env.",
                  "type": "object",
                  "propertyNames": { "pattern": "^[A-Za-z0-9_-]{1,64}$" },
                  "additionalProperties": { "$ref": "#/$defs/input" }
                },
                "secrets": {
                  "description": "Names of variables that hold secrets, never values.",
                  "type": "array",
                  "uniqueItems": true,
                  "items": { "$ref": "#/$defs/variable" }
                },
                "permissions": {
                  "description": "What the server may reach; nothing that is not named.",
                  "type": "object",
                  "properties": {
                    "net": { "type": "array", "items": { "type": "string", "pattern": "^[A-Za-z0-9._:*\\[\\]-]+:[0-9]{1,5}$" } },
                    "read": { "type": "array", "items": { "$ref": "#/$defs/value" } },
                    "write": { "type": "array", "items": { "$ref": "#/$defs/value" } }
                  }
                },
                "with": {
                  "description": "Packages of the same ecosystem to install beside it.",
                  "type": "array",
                  "items": { "type": "string" }
                },
                "bin": { "description": "Which of its programs starts the server.", "type": "string" },
                "systemRuntime": {
                  "description": "Whether it runs on the machine's own Python or Node.",
                  "type": "boolean"
                },
                "platforms": { "$ref": "#/$defs/platforms" }
              }
            },
            "source": {
              "description": "A server of a registry (namespace/name@RANGE), a bundle, a document, a directory, an address.",
              "type": "string",
              "maxLength": 4096,
              "pattern": "^(?:[A-Za-z0-9][A-Za-z0-9.-]*[A-Za-z0-9]/[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9](?:@[^|]+)?|(?:npm|pypi|oci):.+|git\\+[a-z]+:.+|https://[A-Za-z0-9\\[].*|http://(?:localhost|127\\.[0-9.]+|\\[::1\\])(?:[:/?#].*)?|file://(?:localhost)?/.*|(?:\\.{1,2}|~)(?:/.*)?|/.*|[^/:@]+\\.(?:mcpb|dxt))$",
              "examples": ["io.github.acme/weather@^1.2", "./weather.mcpb", "https://mcp.example.com/mcp"]
            },
            "value": {
              "description": "Text in which ${workspace} and ${input.NAME} are filled in.",
              "type": "string",
              "pattern": "^(?:[^$\\u0000]|\\$(?!\\{)|\\$\\{(?:workspace|input\\.[A-Za-z0-9_-]{1,64})\\})*$",
              "not": { "$ref": "#/$defs/secretReference" }
            },
            "secretReference": {
              "type": "string",
              "pattern": "^\\s*(?:env|file|cmd):|(?:^|[^A-Za-z0-9])op://"
            },
            "variable": { "type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]{0,254}$" },
            "input": {
              "type": "object",
              "properties": {
                "type": { "enum": ["string", "number", "boolean", "directory", "file"], "default": "string" },
                "help": { "type": "string" },
                "required": { "type": "boolean" }
              },
              "allOf": [
                {
                  "if": { "required": ["type"], "properties": { "type": { "const": "number" } } },
                  "then": { "$ref": "#/$defs/numberValues" },
                  "else": {
                    "if": { "required": ["type"], "properties": { "type": { "const": "boolean" } } },
                    "then": { "$ref": "#/$defs/booleanValues" },
                    "else": { "$ref": "#/$defs/textValues" }
                  }
                }
              ]
            },
            "numberValues": {
              "properties": {
                "default": { "type": "number" },
                "choices": { "type": "array", "items": { "type": "number" } }
              }
            },
            "booleanValues": {
              "properties": {
                "default": { "type": "boolean" },
                "choices": { "type": "array", "items": { "type": "boolean" } }
              }
            },
            "textValues": {
              "properties": {
                "default": { "$ref": "#/$defs/plainText" },
                "choices": { "type": "array", "items": { "$ref": "#/$defs/plainText" } }
              }
            },
            "plainText": { "type": "string", "not": { "$ref": "#/$defs/secretReference" } }
          }
        }

        """#
}

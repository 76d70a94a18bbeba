enum MCPPackageKitPlaceholder {}

enum LaunchKitPlaceholder {}

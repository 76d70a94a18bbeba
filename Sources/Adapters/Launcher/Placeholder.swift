enum LauncherPlaceholder {}

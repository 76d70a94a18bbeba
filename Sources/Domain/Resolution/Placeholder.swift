enum ResolutionPlaceholder {}

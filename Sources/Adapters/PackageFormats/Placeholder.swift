enum PackageFormatsPlaceholder {}

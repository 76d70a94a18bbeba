enum RegistriesPlaceholder {}

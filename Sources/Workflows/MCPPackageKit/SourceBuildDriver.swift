/// The words in Python with which builds are asked what they need and what they make.
///
/// Source: PEP 517 and 518.
enum SourceBuildDriver {
    /// Reads `[build-system]` of the file named first and writes it, in JSON, to the file named second.
    static let table = """
        import json, sys
        try:
            import tomllib
        except ImportError:
            sys.exit("reading pyproject.toml takes Python 3.11 or later")
        with open(sys.argv[1], "rb") as file:
            system = tomllib.load(file).get("build-system", {})
        with open(sys.argv[2], "w") as file:
            json.dump(system, file)
        """

    /// Calls one hook of a backend: step, answer, source, output, backend, and directories of the source to import from.
    static let hook = """
        import importlib, json, os, sys
        step, answer, source, output, backend = sys.argv[1:6]
        os.chdir(source)
        sys.path[:0] = [os.path.join(source, part) for part in sys.argv[6:]]
        module, _, attribute = backend.partition(":")
        hooks = importlib.import_module(module)
        for part in filter(None, attribute.split(".")):
            hooks = getattr(hooks, part)
        if step == "requires":
            ask = getattr(hooks, "get_requires_for_build_wheel", None)
            value = list(ask({})) if ask else []
        else:
            value = hooks.build_wheel(output, {}, None)
        with open(answer, "w") as file:
            json.dump(value, file)
        """
}

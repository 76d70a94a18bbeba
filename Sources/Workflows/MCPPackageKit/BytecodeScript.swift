/// The program that turns sources into byte code; the interpreter of a prefix runs it, confined.
///
/// It parses and never imports: nothing of a package is executed. Arguments: the directory that becomes
/// `PYTHONPYCACHEPREFIX`, and the prefix. Beside every source of the prefix it compiles what these name of the standard
/// library, followed through its modules, because an interpreter with that variable set looks nowhere else for the
/// library's byte code either.
/// Source: PEP 552 for the form of a file whose source is not looked at again.
enum BytecodeScript {
    /// How the interpreter is called: apart from the person's directories and variables, without `site`.
    static func arguments(target: String, prefix: String) -> [String] {
        ["-I", "-S", "-B", "-W", "ignore", "-X", "utf8", "-c", text, target, prefix]
    }

    static let text = #"""
        import sys
        import os
        import marshal
        import opcode
        from importlib.util import MAGIC_NUMBER, cache_from_source, source_hash

        HEADER = MAGIC_NUMBER + (1).to_bytes(4, "little")
        IMPORT = opcode.opmap["IMPORT_NAME"]
        MEMBER = opcode.opmap["IMPORT_FROM"]
        EXTENDED = opcode.opmap["EXTENDED_ARG"]
        NOT_SERVED = {
            "test", "tests", "idlelib", "lib2to3", "tkinter", "turtledemo", "ensurepip",
            "site-packages", "dist-packages", "__pycache__",
        }
        # What a start needs before the first import of a server, and what is looked up by name.
        ALWAYS = [
            "site", "os", "codecs", "io", "runpy", "pkgutil", "zipimport", "linecache", "traceback",
            "encodings.utf_8", "encodings.ascii", "encodings.latin_1", "encodings.idna",
            "encodings.cp437", "importlib.resources", "importlib.metadata", "sysconfig",
        ]
        made = set()
        directories = set()


        def sources(root, skipped):
            waiting = [(root, "")]
            while waiting:
                directory, package = waiting.pop()
                try:
                    entries = list(os.scandir(directory))
                except OSError:
                    continue
                for entry in entries:
                    name = entry.name
                    if not name.isprintable():
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        if name not in skipped:
                            waiting.append((entry.path, package + name + "."))
                    elif name.endswith(".py") and entry.is_file(follow_symlinks=False):
                        yield entry.path, package, name[:-3]


        def operand(code, at):
            value, shift = code[at + 1], 8
            while at >= 2 and code[at - 2] == EXTENDED:
                at -= 2
                value |= code[at + 1] << shift
                shift += 8
            return value


        def imports(code, package):
            waiting = [code]
            while waiting:
                code = waiting.pop()
                waiting.extend(value for value in code.co_consts if type(value) is type(code))
                words, names = code.co_code, code.co_names
                at = words.find(IMPORT)
                while at >= 0:
                    index = operand(words, at) if at % 2 == 0 else len(names)
                    if index < len(names):
                        base = names[index]
                        yield base
                        yield package + base
                        following = at + 2
                        while following < min(len(words), at + 400) and words[following] != IMPORT:
                            if words[following] == MEMBER:
                                index = operand(words, following)
                                if index < len(names):
                                    yield base + "." + names[index]
                                    yield package + base + "." + names[index]
                                    yield package + names[index]
                            following += 2
                    at = words.find(IMPORT, at + 1)


        def provide(directory):
            if directory not in directories:
                os.makedirs(directory, exist_ok=True)
                directories.add(directory)


        def compiled(path, package):
            if path in made:
                return []
            made.add(path)
            try:
                with open(path, "rb") as file:
                    source = file.read()
                code = compile(source, path, "exec", 0, True)
            except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError, OSError):
                return []
            target = cache_from_source(path)
            provide(os.path.dirname(target))
            with open(target, "xb") as file:
                file.write(HEADER + source_hash(source) + marshal.dumps(code))
            return list(imports(code, package))


        def main(target, prefix):
            sys.pycache_prefix = target
            library = {}
            wanted = list(ALWAYS)
            for root in sys.path:
                if root.endswith(".zip") or root.endswith("lib-dynload"):
                    continue
                for path, package, name in sources(root, NOT_SERVED):
                    module = package[:-1] if name == "__init__" else package + name
                    library.setdefault(module, (path, package))
                    if module.startswith("_sysconfigdata"):
                        wanted.append(module)
            for path, package, name in sources(prefix, {"__pycache__", ".mcppkg"}):
                wanted.extend(compiled(path, package))
            seen = set()
            while wanted:
                name = wanted.pop()
                while name and name not in seen:
                    seen.add(name)
                    if name in library:
                        wanted.extend(compiled(*library[name]))
                    name = name.rpartition(".")[0]


        main(sys.argv[1], sys.argv[2])
        """#
}

/// The flags of a runner: which take a value, and which of them mean something to mcppkg.
struct KnownFlags {
    /// Flags with a value whose meaning is taken over, or is of no matter for what runs.
    let valued: Set<String>
    /// Flags without one.
    let switches: Set<String>
    /// Flags with a value that change what runs and that mcppkg does not take over.
    let leftOut: Set<String>

    init(valued: String, switches: String, leftOut: String) {
        self.valued = words(valued)
        self.switches = words(switches)
        self.leftOut = words(leftOut)
    }

    fileprivate func takesValue(_ flag: String) -> Bool {
        valued.contains(flag) || leftOut.contains(flag)
    }

    fileprivate func isKnown(_ flag: String) -> Bool {
        takesValue(flag) || switches.contains(flag)
    }
}

private func words(_ text: String) -> Set<String> {
    Set(text.split(separator: " ").map(String.init))
}

extension KnownFlags {
    /// npx, npm exec, pnpm dlx, yarn dlx and bunx.
    static let npm = KnownFlags(
        valued: "-p --package -c --call --loglevel --cache --fetch-timeout --fetch-retries",
        switches: """
            -y --yes -q --quiet -s --silent --prefer-offline --prefer-online --offline --no-install --bun \
            --ignore-scripts --no-audit --no-fund --no-update-notifier --verbose -d -dd
            """,
        leftOut: """
            --registry --prefix -C --dir --cwd -w --workspace --userconfig --globalconfig --node-options \
            --script-shell --shell --before --tag --allow-build
            """
    )

    /// uvx and uv tool run.
    static let uv = KnownFlags(
        valued: """
            --from --with -p --python --cache-dir --color --link-mode --config-setting -C --env-file
            """,
        switches: """
            -q --quiet -v --verbose --isolated -n --no-cache --refresh -U --upgrade --reinstall --native-tls \
            --system-certs --no-progress --managed-python --no-managed-python --no-python-downloads \
            --no-env-file --offline --no-build --compile-bytecode
            """,
        leftOut: """
            --with-editable --with-requirements --index --default-index -i --index-url --extra-index-url \
            -f --find-links --directory --project --config-file --exclude-newer --prerelease --resolution \
            --index-strategy --keyring-provider -P --upgrade-package --refresh-package --reinstall-package \
            -c --constraints --constraint --overrides --override -b --build-constraints --python-platform \
            --allow-insecure-host --no-build-package --no-binary-package --torch-backend
            """
    )

    /// pipx run.
    static let pipx = KnownFlags(
        valued: "--spec --python --with --backend",
        switches:
            "-q --quiet -v --verbose --no-cache --fetch-missing-python --system-site-packages",
        leftOut: "--pip-args -i --index-url --path --fetch-python"
    )

    /// docker run and podman run.
    static let docker = KnownFlags(
        valued: """
            -e --env --name -l --label --restart --log-driver --log-opt --stop-signal --stop-timeout --cidfile \
            --pull --platform -a --attach --annotation --detach-keys
            """,
        switches: """
            -i --interactive -t --tty --rm --init -d --detach -q --quiet --read-only --sig-proxy \
            --no-healthcheck --no-hosts
            """,
        leftOut: """
            -v --volume --mount --tmpfs -p --publish --expose -w --workdir -u --user --network --net \
            --entrypoint --env-file --add-host --cap-add --cap-drop --security-opt -m --memory \
            --memory-swap --cpus --cpuset-cpus --gpus -h --hostname --ulimit --device --dns --ipc --pid \
            --shm-size --userns --group-add --runtime --link --pids-limit --volumes-from --secret \
            --context -c -H --host --log-level --config --uts --cgroupns --ip --mac-address
            """
    )
}

/// Reads flags and words of a command line from the front.
struct FlagReader {
    /// What was read.
    enum Item: Equatable {
        case flag(String, value: String?)
        case word(String)
        /// `--`, after which every word is one.
        case end
    }

    private(set) var rest: ArraySlice<String>
    private(set) var understood: [String] = []
    private(set) var leftOut: [String] = []
    private var waiting: [Item] = []
    private let flags: KnownFlags

    init(_ words: ArraySlice<String>, _ flags: KnownFlags) {
        rest = words
        self.flags = flags
    }

    /// The next flag with its value, or the next word; nil at the end.
    ///
    /// A flag that nobody knows counts as one without a value and is kept in `leftOut`.
    mutating func next() -> Item? {
        if !waiting.isEmpty { return waiting.removeFirst() }
        guard let word = rest.popFirst() else { return nil }
        if word == "--" { return .end }
        guard word.hasPrefix("-"), word.count > 1 else { return .word(word) }
        let (name, inline) = split(word)
        if word.hasPrefix("--") || flags.isKnown(name) { return long(name, inline) }
        waiting = cluster(word)
        return next()
    }

    /// The next word as it is, whatever it begins with.
    mutating func takeWord() -> String? { rest.popFirst() }

    private mutating func long(_ name: String, _ inline: String?) -> Item {
        note(name)
        return .flag(name, value: flags.takesValue(name) ? inline ?? rest.popFirst() : inline)
    }

    /// `-it`, `-eNAME`, `-ie NAME`: letters up to the first that takes a value.
    private mutating func cluster(_ word: String) -> [Item] {
        var items: [Item] = []
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
            let name = "-\(letter)"
            guard flags.isKnown(name) else {
                leftOut.append(word)
                return items
            }
            note(name)
            guard flags.takesValue(name) else {
                items.append(.flag(name, value: nil))
                continue
            }
            items.append(.flag(name, value: letters.isEmpty ? rest.popFirst() : String(letters)))
            break
        }
        return items
    }

    private mutating func note(_ name: String) {
        if flags.isKnown(name), !flags.leftOut.contains(name) {
            understood.append(name)
        } else {
            leftOut.append(name)
        }
    }

    private func split(_ word: String) -> (name: String, value: String?) {
        guard let equals = word.firstIndex(of: "=") else { return (word, nil) }
        return (String(word[..<equals]), String(word[word.index(after: equals)...]))
    }
}

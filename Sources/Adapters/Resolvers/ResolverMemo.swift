internal import Transport

/// Answers that are made once and kept, whoever asks first.
///
/// Of several threads that ask for one key the first makes the answer and the others wait for it. A class, because
/// they share it.
final class ResolverMemo<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private enum Entry {
        case underWay
        case done(Value)
    }

    private let entries = Monitor<[Key: Entry]>([:])

    /// The answer, made on this thread when nobody has begun with it; `make` must end.
    func value(_ key: Key, _ make: () -> Value) -> Value {
        let isFirst = entries.change { entries in
            if entries[key] != nil { return false }
            entries[key] = .underWay
            return true
        }
        guard isFirst else { return wait(for: key) }
        let value = make()
        entries.change { $0[key] = .done(value) }
        return value
    }

    /// What has been made so far.
    var all: [Key: Value] {
        entries.change { entries in
            entries.compactMapValues { entry in
                if case .done(let value) = entry { value } else { nil }
            }
        }
    }

    private func wait(for key: Key) -> Value {
        while true {
            let found = entries.wait(atMost: .seconds(1)) { entries -> Value? in
                if case .done(let value) = entries[key] { value } else { nil }
            }
            if let found { return found }
        }
    }
}

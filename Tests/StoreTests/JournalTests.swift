import Documents
import Filesystem
import Foundation
import PackageModel
import Paths
import Store
import Testing

@Suite("The journal")
struct JournalTests {
    private let fixture: StoreFixture
    private var layout: StoreLayout { fixture.layout }
    private var file: AbsolutePath { fixture.root.appending("host.json") }

    init() throws { fixture = try StoreFixture() }

    private func journal(_ rebase: @escaping @Sendable (Rebase) -> [UInt8]?? = { _ in nil })
        -> Journal
    {
        Journal(layout: layout, rebase: rebase)
    }

    private func write(_ old: String?, _ new: String, intent: JSON? = nil) -> Transaction {
        let change = Change.write(
            path: file,
            old: old.map { Array($0.utf8) },
            new: Array(new.utf8),
            mode: 0o600,
            rebase: intent
        )
        return Transaction(title: "write \(new)", scope: .user, changes: [change])
    }

    @Test("performs every kind of step, and remembers the transaction")
    func steps() throws {
        let old = fixture.root.appending("old")
        try fixture.write(old.appending("inside"), "kept")
        try fixture.write(file, "a")
        let link = fixture.root.appending("made").appending("current")
        let gone = fixture.root.appending("gone")
        try fixture.write(gone, "bye")
        let changes: [Change] = [
            .makeDirectory(path: link.parent),
            .link(path: link, old: nil, new: "/somewhere"),
            .write(
                path: file,
                old: Array("a".utf8),
                new: Array("b".utf8),
                mode: 0o640,
                rebase: nil
            ),
            .remove(path: gone, old: Array("bye".utf8), mode: 0o600, rebase: nil),
            .discard(path: old),
        ]
        let transaction = Transaction(title: "all of them", scope: .user, changes: changes)
        #expect(try journal().perform(transaction).isEmpty)
        #expect(fixture.text(file) == "b")
        #expect(try Files.status(file)?.permissions == 0o640)
        #expect(!fixture.exists(gone) && !fixture.exists(old))
        #expect(try Directory.open(link.parent).readLink("current") == "/somewhere")
        let last = try #require(try journal().last())
        #expect(last.transaction.title == "all of them")
        #expect(last.transaction.changes.count == 5)
        let kept = journal().discarded(last.id, step: 4)
        #expect(fixture.text(kept.appending("inside")) == "kept")
    }

    @Test("forgets what was prepared and never committed")
    func prepared() throws {
        try fixture.write(file, "a")
        try fixture.write(
            layout.journal.appending("0000000001.prepare").appending("record.json"),
            "{"
        )
        #expect(try journal().isUnfinished())
        #expect(try journal().recover().finished.isEmpty)
        #expect(fixture.text(file) == "a")
        #expect(try fixture.names(layout.journal).isEmpty)
    }

    @Test("finishes what was committed, whatever part of it was done", arguments: ["a", "b"])
    func committed(_ found: String) throws {
        try fixture.write(file, "a")
        try journal().perform(write("a", "b"))
        try reopen("0000000001")
        try fixture.write(file, found)
        #expect(try journal().isUnfinished())
        let recovered = try journal().recover()
        #expect(recovered.finished == ["write b"])
        #expect(recovered.skipped.isEmpty)
        #expect(fixture.text(file) == "b")
        #expect(try fixture.names(layout.journal) == ["0000000001.done"])
    }

    @Test("does nothing to what is done")
    func done() throws {
        try journal().perform(write(nil, "b"))
        try fixture.write(file, "edited since")
        #expect(try !journal().isUnfinished())
        #expect(try journal().recover().finished.isEmpty)
        #expect(fixture.text(file) == "edited since")
    }

    @Test("recovers a second time as it did the first")
    func twice() throws {
        let place = fixture.root.appending("dir")
        try fixture.write(place.appending("x"), "1")
        let discard = Transaction(title: "d", scope: .user, changes: [.discard(path: place)])
        try journal().perform(discard)
        try reopen("0000000001")
        _ = try journal().recover()
        try reopen("0000000001")
        _ = try journal().recover()
        let kept = layout.journal.appending("0000000001.done").appending("discarded-0")
        #expect(fixture.text(kept.appending("x")) == "1")
    }

    @Test("asks what to do about a file that somebody changed meanwhile")
    func rebase() throws {
        try fixture.write(file, "theirs")
        let seen = journal { rebase in
            #expect(rebase.current == Array("theirs".utf8))
            #expect(rebase.intent == "ours")
            return .some(Array("theirs and ours".utf8))
        }
        #expect(try seen.perform(write("before", "ours", intent: "ours")).isEmpty)
        #expect(fixture.text(file) == "theirs and ours")
    }

    @Test("leaves a file alone that nobody knows how to change, and says so")
    func skipped() throws {
        try fixture.write(file, "theirs")
        #expect(try journal().perform(write("before", "ours")) == [file])
        #expect(fixture.text(file) == "theirs")
        let refusing = journal { _ in nil }
        #expect(try refusing.perform(write("before", "ours", intent: "ours")) == [file])
        #expect(fixture.text(file) == "theirs")
    }

    @Test("removes a file when that is what the edit comes to")
    func removed() throws {
        try fixture.write(file, "theirs")
        let removing = journal { _ in .some(nil) }
        #expect(try removing.perform(write("before", "ours", intent: "ours")).isEmpty)
        #expect(!fixture.exists(file))
    }

    @Test("counts transactions up and keeps the newest ten")
    func trimmed() throws {
        for number in 0..<13 { try journal().perform(write(nil, "\(number)")) }
        let names = try fixture.names(layout.journal)
        #expect(names.count == 10)
        #expect(names.last == "0000000013.done")
        #expect(try journal().last()?.transaction.title == "write 12")
    }

    @Test("finishes without a file whose directory is gone since the crash")
    func outOfReach() throws {
        let project = fixture.root.appending("project").appending("mcppkg.json")
        let own = layout.data.appending("own")
        try fixture.write(project.parent.appending("other"), "x")
        let both = Transaction(
            title: "both",
            scope: .user,
            changes: [
                .write(
                    path: project,
                    old: nil,
                    new: Array("b".utf8),
                    mode: 0o644,
                    rebase: nil
                ),
                .write(path: own, old: nil, new: Array("c".utf8), mode: 0o600, rebase: nil),
            ]
        )
        try journal().perform(both)
        try reopen("0000000001")
        try Files.remove(own)
        try Directory.open(fixture.root).removeTree("project")
        #expect(try journal().recover().skipped == [project])
        #expect(fixture.text(own) == "c")
    }

    @Test("removes what was left of a record that was being forgotten")
    func halfForgotten() throws {
        try journal().perform(write(nil, "b"))
        try fixture.write(layout.journal.appending("0000000000.gone").appending("old-2"), "x")
        #expect(try journal().finished().count == 1)
        #expect(try journal().recover().finished.isEmpty)
        #expect(try fixture.names(layout.journal) == ["0000000001.done"])
    }

    @Test("says which record cannot be read, and touches nothing")
    func damaged() throws {
        try journal().perform(write(nil, "b"))
        try reopen("0000000001")
        try fixture.write(file, "c")
        let record = layout.journal.appending("0000000001.commit").appending("record.json")
        try fixture.write(record, "{\"transactionVersion\":1,\"title\":\"x\",\"changes\":[{}]}")
        #expect(throws: StoreError.self) { try journal().recover() }
        #expect(fixture.text(file) == "c")
    }

    /// Puts a transaction back to where a crash after its commit leaves it.
    private func reopen(_ id: String) throws {
        try Directory.open(layout.journal).rename(id + ".done", to: id + ".commit")
    }
}

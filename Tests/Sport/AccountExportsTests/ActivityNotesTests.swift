import Testing

@testable import AccountExports

struct ActivityNotesTests {
    private static func notes(_ paths: some Sequence<String>, name: String = "a") -> ActivityNotes {
        var notes = ActivityNotes()
        for path in paths { notes.add(ActivityNote(name: name), onFile: path) }
        return notes
    }

    @Test func `the limit is for all files of an export together`() {
        var byHand = ActivityNotes()
        for _ in 0..<40_000 { byHand.add(ActivityNote()) }
        var byStart = ActivityNotes()
        for start in 0..<40_000 { byStart.add(ActivityNote(), startingAt: Int64(start)) }
        var all = Self.notes((0..<40_000).map { "\($0).fit" })
        all.add(byStart)
        all.add(byHand)
        #expect(all.isFull)
        #expect(all.byPath.count == 40_000 && all.byStart.count == 40_000)
        #expect(all.withoutFile.count == ActivityNotes.limit - 80_000)
        all.add(Self.notes(["new.fit"]))
        #expect(all.count == ActivityNotes.limit)
    }

    @Test func `long texts fill it with fewer notes`() {
        let text = String(repeating: "x", count: ActivityNote.maximumTextBytes)
        let notes = Self.notes((0..<2000).map { "\($0).fit" }, name: text)
        #expect(notes.isFull)
        #expect((1000...1024).contains(notes.count))
    }

    @Test func `texts are as long as their bytes, and end with a whole character`() throws {
        let limit = ActivityNote.maximumTextBytes
        let fits = String(repeating: "x", count: limit)
        #expect(ActivityNote.text(fits) == fits)
        #expect(ActivityNote.text(fits + "x") == fits)
        let umlauts = String(repeating: "ü", count: limit)
        #expect(ActivityNote.text(umlauts) == String(repeating: "ü", count: limit / 2))
        // A flag has eight bytes, of which seven would have room.
        let flags = String(repeating: "🇨🇿", count: 10_000)
        #expect(ActivityNote.text(flags) == String(repeating: "🇨🇿", count: limit / 8))
        let accents = String(repeating: "\u{301}", count: 1 << 20)
        #expect(ActivityNote.text("Ride e\(accents)") == "Ride ")
        #expect(ActivityNote.text("e\(accents)") == nil)
        #expect(ActivityNote.text("a\0b") == "ab")
    }

    @Test func `a note is given to one file`() {
        var notes = Self.notes(["7.gpx"])
        let given = (0..<100).filter { notes.take(onFile: "\($0)/7.gpx") != nil }
        #expect(given == [0])
        #expect(notes.count == 0)
    }

    @Test func `a path of too many bytes or parts has no note`() {
        let folders = String(repeating: "a/", count: ActivityNotes.pathPartLimit - 1)
        let long = String(repeating: "x", count: ActivityNotes.pathByteLimit)
        var notes = Self.notes(["7.gpx", "8.gpx", long, long + "x", "a/" + folders + "9.gpx"])
        #expect(Set(notes.byPath.keys) == ["7.gpx", "8.gpx", long])
        #expect(notes.take(onFile: "a/" + folders + "7.gpx") == nil)
        #expect(notes.take(onFile: folders + "7.gpx") != nil)
        #expect(notes.take(onFile: long + "/8.gpx") == nil)
        #expect(notes.take(onFile: String(repeating: "/", count: 32_000) + "8.gpx") == nil)
        #expect(notes.take(onFile: long) != nil)
    }

    @Test func `a table of nothing but commas is no more than its notes`() {
        let table = "Filename\n" + String(repeating: ",", count: 4 << 20)
        #expect(AccountExport.strava.notes(in: Array(table.utf8)).count == 1)
    }
}

extension ActivityNote {
    fileprivate init(name: String) {
        self.init()
        self.name = name
    }
}

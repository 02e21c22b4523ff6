import AccountExports
import Foundation
import TestWorld
import Testing

@testable import Activities

struct ImportListingTests {
    /// What is found in an archive, and in those inside of it.
    private static func listing(of zip: SampleZip) throws -> ImportListing {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let bytes = try zip.bytes()
        let file = directory.appendingPathComponent("sent.zip")
        try Data(bytes).write(to: file)
        var reader = try ArchiveReader(path: file.path, byteCount: bytes.count)
        try reader.list()
        while try reader.next(into: directory.path) != nil {}
        return reader.listing
    }

    private static func file(_ path: String) -> SampleZip.Entry {
        SampleZip.Entry(path, text: "<gpx>")
    }

    @Test func `a path that is too long is refused, and the archive behind it not opened`() throws {
        func name(_ byteCount: Int, _ end: String) -> String {
            String(repeating: "x", count: byteCount - end.utf8.count) + end
        }
        func deep(_ parts: Int) -> String { String(repeating: "d/", count: parts - 1) + "a.gpx" }
        let inner = SampleZip([
            Self.file(name(1017, ".gpx")), Self.file(name(1018, ".gpx")), Self.file(deep(63)),
            Self.file(deep(64)),
        ])
        let listing = try Self.listing(
            of: SampleZip([
                Self.file(name(1024, ".gpx")), Self.file(name(1025, ".gpx")), Self.file(deep(64)),
                Self.file(deep(65)), SampleZip.Entry("in.zip", try inner.bytes()),
                SampleZip.Entry(name(65_500, ".zip"), try inner.bytes()),
            ]))
        let verdicts = listing.entries.map { $0.outcome.reason?.code ?? $0.outcome.verdict.rawValue }
        #expect(
            verdicts == [
                "waiting", "unsafe_path", "waiting", "unsafe_path", "archive", "unsafe_path",
                "waiting", "unsafe_path", "waiting", "unsafe_path",
            ])
        #expect(listing.entries.allSatisfy { $0.path.utf8.count <= ImportLimits.pathCharacters })
        #expect(listing.entries[8].path.hasPrefix("in.zip/d/"))
    }

    @Test func `notes find their files in a folder around the whole export`() throws {
        let table = """
            Activity ID,Activity Date,Activity Name,Activity Type,Filename
            1,"May 2, 2026, 8:00:00 AM",There,Ride,activities/1.gpx
            2,"May 2, 2026, 8:00:00 AM",Gone,Ride,activities/2.gpx
            """
        let listing = try Self.listing(
            of: SampleZip([
                SampleZip.Entry("mine/activities.csv", text: table), Self.file("mine/activities/1.gpx"),
            ]))
        #expect(
            listing.entries.map(\.path) == [
                "mine/activities.csv", "mine/activities/1.gpx", "activities/2.gpx",
            ])
        #expect(listing.entries[1].note?.name == "There")
        #expect(listing.entries[2].outcome.reason?.code == "missing_file")
    }
}

struct RowBatchesTests {
    private static func batches<Row: Codable>(of rows: [Row]) throws -> [[Row]] {
        var batches = RowBatches(rows)
        var all: [[Row]] = []
        while let batch = try batches.next() {
            all.append(try JSONDecoder().decode([Row].self, from: Data(batch)))
        }
        return all
    }

    @Test func `rows are shared out by their number`() throws {
        let rows = Array(0...2 * ImportLimits.rows)
        let batches = try Self.batches(of: rows)
        #expect(batches.map(\.count) == [ImportLimits.rows, ImportLimits.rows, 1])
        #expect(batches.flatMap(\.self) == rows)
        #expect(try Self.batches(of: [Int]()).isEmpty)
    }

    @Test func `long rows are shared out by their bytes, the longest by themselves`() throws {
        var rows = (0..<7).map { String(repeating: "\($0)", count: ImportLimits.rowBytes / 4) }
        rows.insert(String(repeating: "x", count: ImportLimits.rowBytes + 1), at: 4)
        let batches = try Self.batches(of: rows)
        #expect(batches.map(\.count) == [3, 1, 1, 3])
        #expect(batches.flatMap(\.self) == rows)
    }
}

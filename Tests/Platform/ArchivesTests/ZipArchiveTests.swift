import Foundation
import TestWorld
import Testing

@testable import Archives

struct ZipArchiveTests {
    /// Opens what the bytes hold, with a file that is gone again afterwards.
    private static func opening<Value>(
        _ bytes: [UInt8], _ limits: ArchiveLimits = ArchiveLimits(), _ body: (ZipArchive) throws -> Value
    ) throws -> Value {
        let path = "/tmp/slipstream-archive-\(UInt64.random(in: 0...UInt64.max)).zip"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try body(ZipArchive(path: path, limits: limits))
    }

    /// The code with which reading the only entry ends; nil where it can be read.
    private static func verdict(
        _ entry: SampleZip.Entry, _ limits: ArchiveLimits = ArchiveLimits()
    ) throws -> ArchiveError.Code? {
        try opening(SampleZip([entry]).bytes(), limits) { archive -> ArchiveError.Code? in
            do throws(ArchiveError) {
                _ = try archive.bytes(of: archive.entry(0))
                return nil
            } catch {
                return error.code
            }
        }
    }

    private static func refusal(
        _ bytes: [UInt8], _ limits: ArchiveLimits = ArchiveLimits()
    ) throws -> ArchiveError.Code? {
        do {
            try opening(bytes, limits) { _ in }
            return nil
        } catch let error as ArchiveError {
            return error.code
        }
    }

    private static let text = Array(String(repeating: "a line of text\n", count: 1000).utf8)

    @Test(arguments: [false, true])
    func `files come out as they were packed, stored or deflated`(isZip64: Bool) throws {
        var stored = SampleZip.Entry("folder/stored.txt", Self.text)
        stored.isStored = true
        var zip = SampleZip([
            stored, SampleZip.Entry("deflated.txt", Self.text), SampleZip.Entry("empty", []),
            SampleZip.Entry("folder/", []),
        ])
        zip.isZip64 = isZip64
        try Self.opening(zip.bytes()) { archive in
            let entries = try archive.entries()
            #expect(entries.map(\.path) == ["folder/stored.txt", "deflated.txt", "empty", "folder/"])
            #expect(entries.map(\.name) == ["stored.txt", "deflated.txt", "empty", ""])
            #expect(entries.map(\.isFolder) == [false, false, false, true])
            #expect(entries.map(\.byteCount) == [Self.text.count, Self.text.count, 0, 0])
            #expect(try archive.bytes(of: entries[0]) == Self.text)
            #expect(try archive.bytes(of: entries[1]) == Self.text)
            #expect(try archive.bytes(of: entries[2]) == [])
        }
    }

    @Test func `an entry can be unpacked into a file`() throws {
        let path = "/tmp/slipstream-unpacked-\(UInt64.random(in: 0...UInt64.max))"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Self.opening(SampleZip([SampleZip.Entry("a", Self.text)]).bytes()) { archive in
            try archive.unpack(archive.entry(0), to: path)
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(Self.text))
    }

    @Test func `what is wrong with an entry has a code`() throws {
        var entry = SampleZip.Entry("a", Self.text)
        #expect(try Self.verdict(entry) == nil)
        entry.isEncrypted = true
        #expect(try Self.verdict(entry) == .encrypted)
        entry.isEncrypted = false
        entry.isChecksumWrong = true
        #expect(try Self.verdict(entry) == .wrongChecksum)
        entry.isChecksumWrong = false
        entry.method = 14
        #expect(try Self.verdict(entry) == .unsupportedCompression)
    }

    @Test func `an entry that is longer than allowed, or than it says, isn't read`() throws {
        var limits = ArchiveLimits()
        limits.entryBytes = 1000
        var entry = SampleZip.Entry("a", Self.text)
        #expect(try Self.verdict(entry, limits) == .tooLarge)
        entry.toldByteCount = 100
        #expect(try Self.verdict(entry, limits) != nil)
        #expect(try Self.verdict(entry) != nil)
        entry.toldByteCount = Self.text.count + 1
        #expect(try Self.verdict(entry) != nil)
    }

    @Test func `an entry that would grow a thousandfold is a bomb`() throws {
        let zeros = SampleZip.Entry("zeros", [UInt8](repeating: 0, count: 4 << 20))
        #expect(try Self.verdict(zeros) == .suspiciousRatio)
    }

    @Test func `what isn't an archive, or not a whole one, isn't opened`() throws {
        #expect(try Self.refusal(Array("<gpx>".utf8)) == .notArchive)
        #expect(try Self.refusal([]) == .notArchive)
        let whole = try SampleZip([SampleZip.Entry("a", Self.text), SampleZip.Entry("b", Self.text)]).bytes()
        #expect(try Self.refusal(whole) == nil)
        for count in [4, 40, whole.count / 2, whole.count - 1] {
            #expect(try Self.refusal(Array(whole[..<count])) == .truncated, "\(count) bytes")
        }
    }

    @Test func `more entries than allowed are refused before room is made for them`() throws {
        var limits = ArchiveLimits()
        limits.entries = 2
        var zip = SampleZip(["a", "b", "c"].map { SampleZip.Entry($0, []) })
        #expect(try Self.refusal(zip.bytes(), limits) == .tooManyEntries)
        zip.isZip64 = true
        #expect(try Self.refusal(zip.bytes(), limits) == .tooManyEntries)
        // A directory that says that it has billions.
        var bytes = try zip.bytes()
        let end = bytes.count - 22 - 20 - 56
        for offset in 24..<40 { bytes[end + offset] = 0x7f }
        #expect(try Self.refusal(bytes) == .tooManyEntries)
    }

    @Test func `a directory is looked at as far from the end as the library looks for it`() throws {
        var zip = SampleZip([SampleZip.Entry("a", [])])
        zip.isZip64 = true
        var bytes = try zip.bytes()
        let end = bytes.count - 22 - 20 - 56
        for offset in 24..<40 { bytes[end + offset] = 0x7f }
        for count in [65_535, 65_536] {
            let padded = bytes + [UInt8](repeating: 0, count: count)
            #expect(try Self.refusal(padded) == .tooManyEntries, "\(count) bytes")
        }
        // Where only a part of it can be seen, nothing is believed.
        for count in [65_537, 65_556] {
            let padded = bytes + [UInt8](repeating: 0, count: count)
            #expect(try Self.refusal(padded) == .damaged, "\(count) bytes")
        }
    }

    @Test func `a directory that would lie behind the end of the archive is damaged`() throws {
        var zip = SampleZip([SampleZip.Entry("a", [])])
        zip.isZip64 = true
        let whole = try zip.bytes()
        let places = [UInt64.max, UInt64(Int64.max), UInt64(Int64.max) - 55, UInt64(whole.count - 55)]
        for place in places {
            var bytes = whole
            let locator = bytes.count - 22 - 20
            for byte in 0..<8 { bytes[locator + 8 + byte] = UInt8(truncatingIfNeeded: place >> (byte * 8)) }
            #expect(try Self.refusal(bytes) == .damaged, "\(place)")
        }
    }

    @Test func `an archive with many ends is refused`() throws {
        let end = Array(try SampleZip([]).bytes())
        let many = (0..<20).flatMap { _ in end }
        #expect(try Self.refusal(many) == .damaged)
    }

    @Test func `paths that lead elsewhere are seen`() throws {
        let unsafe = ["/etc/passwd", "../up", "a/../../up", "C:/windows", "a\\..\\..\\up", "\\\\host\\share"]
        let safe = ["a.gpx", "a/b.gpx", "a..b/c..gpx", "..a/b"]
        try Self.opening(SampleZip((unsafe + safe).map { SampleZip.Entry($0, []) }).bytes()) { archive in
            let entries = try archive.entries()
            #expect(entries.filter(\.isPathUnsafe).count == unsafe.count)
            #expect(entries.suffix(safe.count).allSatisfy { !$0.isPathUnsafe })
        }
    }

    @Test func `whatever byte of an archive is another, reading ends`() throws {
        let whole = try SampleZip([SampleZip.Entry("a", Self.text)]).bytes()
        for index in whole.indices {
            var broken = whole
            broken[index] ^= 0x55
            let content = try? Self.opening(broken) { archive in
                try archive.entries().map { try archive.bytes(of: $0) }
            }
            #expect(content == nil || content == [Self.text] || content == [], "byte \(index)")
        }
    }
}

import Compression

/// Zip archives made for tests, sound ones and broken ones.
package struct SampleZip {
    /// A file in the archive.
    package struct Entry {
        /// Its path, and what it holds.
        package var path: String
        package var content: [UInt8]
        /// Stored as it is, not deflated.
        package var isStored = false
        /// Says that it needs a password.
        package var isEncrypted = false
        /// Has another checksum than its content.
        package var isChecksumWrong = false
        /// What the archive says of its length, where that isn't true.
        package var toldByteCount: Int?
        /// The number of the compression method, where it isn't one of the two.
        package var method: Int?

        /// A sound file.
        package init(_ path: String, _ content: [UInt8]) {
            self.path = path
            self.content = content
        }

        /// A sound file of text.
        package init(_ path: String, text: String) {
            self.init(path, Array(text.utf8))
        }
    }

    /// The files, in their order.
    package var entries: [Entry]
    /// Written as archives above 4 GiB are.
    package var isZip64 = false

    /// An archive of files.
    package init(_ entries: [Entry]) {
        self.entries = entries
    }

    /// The whole archive.
    package func bytes() throws -> [UInt8] {
        var output: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            let offset = output.count
            let packed = try Packed(entry)
            let name = Array(entry.path.utf8)
            output += SampleZip.bytes(0x0403_4b50, 4) + packed.head(isZip64: isZip64)
            output += SampleZip.bytes(name.count, 2) + SampleZip.bytes(isZip64 ? 20 : 0, 2) + name
            if isZip64 { output += packed.extra() }
            output += packed.data
            directory += SampleZip.bytes(0x0201_4b50, 4) + SampleZip.bytes(45, 2)
            directory += packed.head(isZip64: isZip64)
            directory += SampleZip.bytes(name.count, 2) + SampleZip.bytes(isZip64 ? 28 : 0, 2)
            directory += SampleZip.bytes(0, 10) + SampleZip.bytes(isZip64 ? 0xffff_ffff : offset, 4) + name
            if isZip64 { directory += packed.extra(offset: offset) }
        }
        return output + directory + end(directory: directory.count, at: output.count)
    }

    private func end(directory byteCount: Int, at offset: Int) -> [UInt8] {
        var end: [UInt8] = []
        if isZip64 {
            end += SampleZip.bytes(0x0606_4b50, 4) + SampleZip.bytes(44, 8) + SampleZip.bytes(45, 2)
            end += SampleZip.bytes(45, 2) + SampleZip.bytes(0, 8) + SampleZip.bytes(entries.count, 8)
            end += SampleZip.bytes(entries.count, 8) + SampleZip.bytes(byteCount, 8)
            end += SampleZip.bytes(offset, 8)
            end += SampleZip.bytes(0x0706_4b50, 4) + SampleZip.bytes(0, 4)
            end += SampleZip.bytes(offset + byteCount, 8) + SampleZip.bytes(1, 4)
        }
        let count = isZip64 ? 0xffff : entries.count
        end += SampleZip.bytes(0x0605_4b50, 4) + SampleZip.bytes(0, 4)
        end += SampleZip.bytes(count, 2) + SampleZip.bytes(count, 2)
        end += SampleZip.bytes(isZip64 ? 0xffff_ffff : byteCount, 4)
        return end + SampleZip.bytes(isZip64 ? 0xffff_ffff : offset, 4) + SampleZip.bytes(0, 2)
    }

    /// Little-endian.
    fileprivate static func bytes(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 < 8 ? value >> ($0 * 8) : 0) }
    }
}

/// A file as it stands in an archive.
private struct Packed {
    let data: [UInt8]
    private let entry: SampleZip.Entry
    private let checksum: [UInt8]

    init(_ entry: SampleZip.Entry) throws {
        self.entry = entry
        // What gzip puts around deflate holds the checksum that zip wants.
        let gzip = try Gzip.deflate(entry.content, level: 6)
        data = entry.isStored ? entry.content : Array(gzip[10..<gzip.count - 8])
        var checksum = Array(gzip[(gzip.count - 8)..<(gzip.count - 4)])
        if entry.isChecksumWrong { checksum[0] ^= 1 }
        self.checksum = checksum
    }

    private var byteCount: Int { entry.toldByteCount ?? entry.content.count }

    /// From the version to the length.
    func head(isZip64: Bool) -> [UInt8] {
        let method = entry.method ?? (entry.isStored ? 0 : 8)
        var head = SampleZip.bytes(45, 2) + SampleZip.bytes(entry.isEncrypted ? 1 : 0, 2)
        head += SampleZip.bytes(method, 2) + SampleZip.bytes(0x5a21_0000, 4) + checksum
        head += SampleZip.bytes(isZip64 ? 0xffff_ffff : data.count, 4)
        return head + SampleZip.bytes(isZip64 ? 0xffff_ffff : byteCount, 4)
    }

    /// The numbers that zip64 keeps elsewhere.
    func extra(offset: Int? = nil) -> [UInt8] {
        let size = offset == nil ? 16 : 24
        var extra = SampleZip.bytes(1, 2) + SampleZip.bytes(size, 2) + SampleZip.bytes(byteCount, 8)
        extra += SampleZip.bytes(data.count, 8)
        return extra + (offset.map { SampleZip.bytes($0, 8) } ?? [])
    }
}

import Glibc

/// A look at the end of an archive before the library reads its directory: the library believes the number of
/// entries that it finds there, and makes room for them; it also reads the directory of each place that looks
/// like the end, and takes the best.
struct DirectoryCheck {
    private static let endSignature: [UInt8] = [0x50, 0x4b, 5, 6]
    private static let end64Signature: [UInt8] = [0x50, 0x4b, 6, 6]
    private static let locatorSignature: [UInt8] = [0x50, 0x4b, 6, 7]
    private static let endByteCount = 22
    private static let locatorByteCount = 20
    private static let end64ByteCount = 56
    /// The end, what may follow it, and what zip64 puts before it. The library looks as far, one byte further
    /// than the longest comment.
    private static let tailByteCount = 22 + 65_536 + 20
    /// An archive that lies unpacked at the end of another one has an end of its own.
    private static let endLimit = 8

    let limits: ArchiveLimits

    /// Throws where the directory would be too large.
    func check(_ path: String) throws(ArchiveError) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .lastSystemError() }
        defer { close(file) }
        let length = Int(lseek(file, 0, SEEK_END))
        guard length >= 0 else { throw .lastSystemError() }
        let tail = try DirectoryCheck.read(
            file, DirectoryCheck.tailByteCount, from: max(0, length - DirectoryCheck.tailByteCount))
        let ends = DirectoryCheck.ends(in: tail)
        guard ends.count <= DirectoryCheck.endLimit else {
            throw ArchiveError(.damaged, "The archive has many ends.")
        }
        for end in ends { try check(end, in: tail, of: file, length) }
    }

    private static func ends(in tail: [UInt8]) -> [Int] {
        guard tail.count >= endByteCount else { return [] }
        return (0...tail.count - endByteCount).filter { tail[$0] == 0x50 && has(endSignature, tail, at: $0) }
    }

    private func check(
        _ end: Int, in tail: [UInt8], of file: Int32, _ length: Int
    ) throws(ArchiveError) {
        let entries = DirectoryCheck.integer(tail, at: end + 10, bytes: 2)
        let directoryBytes = DirectoryCheck.integer(tail, at: end + 12, bytes: 4)
        try checkSize(entries: entries, directoryBytes: directoryBytes, isMaximumAbsent: true)
        let locator = end - DirectoryCheck.locatorByteCount
        guard locator >= 0 else {
            let isElsewhere = entries == 0xffff || directoryBytes == 0xffff_ffff
            if isElsewhere, tail.count < length { throw .damaged }
            return
        }
        guard DirectoryCheck.has(DirectoryCheck.locatorSignature, tail, at: locator) else { return }
        let told = DirectoryCheck.integer(tail, at: locator + 8, bytes: 8)
        guard let offset = Int(exactly: told), offset <= length - DirectoryCheck.end64ByteCount else {
            throw .damaged
        }
        let end64 = try DirectoryCheck.read(file, DirectoryCheck.end64ByteCount, from: offset)
        guard end64.count == DirectoryCheck.end64ByteCount,
            DirectoryCheck.has(DirectoryCheck.end64Signature, end64, at: 0)
        else { return }
        try checkSize(
            entries: DirectoryCheck.integer(end64, at: 32, bytes: 8),
            directoryBytes: DirectoryCheck.integer(end64, at: 40, bytes: 8), isMaximumAbsent: false)
    }

    /// `isMaximumAbsent`: the largest number says that it is told elsewhere.
    private func checkSize(
        entries: UInt64, directoryBytes: UInt64, isMaximumAbsent: Bool
    ) throws(ArchiveError) {
        let areEntriesTold = !(isMaximumAbsent && entries == 0xffff)
        let areBytesTold = !(isMaximumAbsent && directoryBytes == 0xffff_ffff)
        guard !areEntriesTold || entries <= limits.entries,
            !areBytesTold || directoryBytes <= limits.directoryBytes
        else { throw .tooManyEntries(limits.entries) }
    }

    private static func has(_ signature: [UInt8], _ bytes: [UInt8], at offset: Int) -> Bool {
        bytes[offset..<offset + 4].elementsEqual(signature)
    }

    private static func integer(_ bytes: [UInt8], at offset: Int, bytes count: Int) -> UInt64 {
        bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Fewer bytes only at the end of the file.
    private static func read(_ file: Int32, _ count: Int, from offset: Int) throws(ArchiveError) -> [UInt8] {
        var failure: ArchiveError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(file, buffer.baseAddress.map { $0 + filled }, count - filled, offset + filled)
                if got > 0 { filled += got }
                if got == 0 { return }
                if got < 0, errno != EINTR {
                    failure = .lastSystemError()
                    return
                }
            }
        }
        if let failure { throw failure }
        return bytes
    }
}

extension ArchiveError {
    /// The calling thread's last system error.
    static func lastSystemError() -> ArchiveError {
        ArchiveError(.system, String(cString: strerror(errno)))
    }

    /// A directory that can't be where it says that it is.
    fileprivate static var damaged: ArchiveError { ArchiveError(.damaged, "The archive is damaged.") }

    /// More entries than allowed.
    static func tooManyEntries(_ limit: Int) -> ArchiveError {
        ArchiveError(.tooManyEntries, "The archive has more than \(limit) entries.")
    }
}

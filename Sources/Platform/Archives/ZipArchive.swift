import CZip
import Glibc
import Synchronization

/// A zip archive in a file, zip64 included, opened for reading; entries are unpacked piece by piece.
///
/// Blocks, so it belongs on a lane; one thread at a time reads, others wait.
package final class ZipArchive: Sendable {
    /// What is unpacked at a time.
    private static let pieceByteCount = 128 << 10

    /// The library's; only used with `lock`.
    nonisolated(unsafe) private let archive: OpaquePointer
    private let lock = Mutex(())
    private let limits: ArchiveLimits
    /// How many entries the directory lists, folders included.
    package let entryCount: Int

    /// Opens an archive, and reads its directory.
    package init(path: String, limits: ArchiveLimits = ArchiveLimits()) throws(ArchiveError) {
        try DirectoryCheck(limits: limits).check(path)
        var code: Int32 = 0
        guard let archive = zip_open(path, Int32(ZIP_RDONLY), &code) else {
            throw ZipArchive.failure(opening: path, code)
        }
        entryCount = Int(max(zip_get_num_entries(archive, 0), 0))
        self.archive = archive
        self.limits = limits
        if entryCount > limits.entries { throw .tooManyEntries(limits.entries) }
    }

    deinit {
        zip_discard(archive)
    }

    /// What the directory lists, in its order.
    package func entries() throws(ArchiveError) -> [ArchiveEntry] {
        var entries: [ArchiveEntry] = []
        entries.reserveCapacity(entryCount)
        for index in 0..<entryCount { entries.append(try entry(index)) }
        return entries
    }

    /// An entry of the directory.
    package func entry(_ index: Int) throws(ArchiveError) -> ArchiveEntry {
        try lock.withLock { _ throws(ArchiveError) in try lockedEntry(index) }
    }

    private func lockedEntry(_ index: Int) throws(ArchiveError) -> ArchiveEntry {
        var status = zip_stat_t()
        guard zip_stat_index(archive, zip_uint64_t(index), 0, &status) == 0 else {
            throw ZipArchive.error(zip_error_code_zip(zip_get_error(archive)))
        }
        let method = Int32(status.comp_method)
        return ArchiveEntry(
            index: index, path: ZipArchive.path(status.name), byteCount: Int(clamping: status.size),
            packedByteCount: Int(clamping: status.comp_size),
            isEncrypted: status.encryption_method != ZIP_EM_NONE,
            isCompressionKnown: method == ZIP_CM_STORE || method == ZIP_CM_DEFLATE)
    }

    private static func path(_ name: UnsafePointer<CChar>?) -> String {
        guard let name else { return "" }
        return String(String(cString: name).map { $0 == "\\" ? "/" : $0 })
    }

    /// Unpacks an entry, checked against its checksum, and gives it piece by piece. What was given before an
    /// error is thrown is not to be used.
    package func read(
        _ entry: ArchiveEntry, _ body: (UnsafeRawBufferPointer) throws(ArchiveError) -> Void
    ) throws(ArchiveError) {
        if let obstacle = entry.obstacle(limits) { throw obstacle }
        try lock.withLock { _ throws(ArchiveError) in try lockedRead(entry, body) }
    }

    private func lockedRead(
        _ entry: ArchiveEntry, _ body: (UnsafeRawBufferPointer) throws(ArchiveError) -> Void
    ) throws(ArchiveError) {
        guard let file = zip_fopen_index(archive, zip_uint64_t(entry.index), 0) else {
            throw ZipArchive.error(zip_error_code_zip(zip_get_error(archive)))
        }
        defer { zip_fclose(file) }
        let piece = UnsafeMutableRawBufferPointer.allocate(
            byteCount: ZipArchive.pieceByteCount, alignment: 16)
        defer { piece.deallocate() }
        var total = 0
        while let base = piece.baseAddress {
            let count = zip_fread(file, base, zip_uint64_t(piece.count))
            if count < 0 { throw ZipArchive.error(zip_error_code_zip(zip_file_get_error(file))) }
            if count == 0 { break }
            total += Int(count)
            guard total <= limits.entryBytes else { throw .tooLarge(limits.entryBytes) }
            try body(UnsafeRawBufferPointer(rebasing: piece[..<Int(count)]))
        }
        guard total == entry.byteCount else {
            throw ArchiveError(.damaged, "The file is not as long as the archive says.")
        }
    }

    /// An entry's content.
    package func bytes(of entry: ArchiveEntry) throws(ArchiveError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(entry.byteCount, limits.entryBytes))
        try read(entry) { piece throws(ArchiveError) in bytes.append(contentsOf: piece) }
        return bytes
    }

    /// Unpacks an entry into a new file; what is there of it after an error is the caller's to remove.
    package func unpack(_ entry: ArchiveEntry, to path: String) throws(ArchiveError) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .lastSystemError() }
        defer { close(file) }
        try read(entry) { piece throws(ArchiveError) in
            var written = 0
            while written < piece.count {
                let count = write(file, piece.baseAddress.map { $0 + written }, piece.count - written)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw .lastSystemError() }
                written += count
            }
        }
    }

    // MARK: errors

    private static func failure(opening path: String, _ code: Int32) -> ArchiveError {
        guard code == ZIP_ER_NOZIP || code == ZIP_ER_EOF else { return error(code) }
        return beginsLikeAnArchive(path)
            ? ArchiveError(.truncated, "The archive is cut off: its directory is missing.")
            : ArchiveError(.notArchive, "The file is not a zip archive.")
    }

    private static func beginsLikeAnArchive(_ path: String) -> Bool {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        var head: UInt32 = 0
        return pread(file, &head, 4, 0) == 4 && UInt32(littleEndian: head) == 0x0403_4b50
    }

    private static func error(_ code: Int32) -> ArchiveError {
        switch code {
        case ZIP_ER_CRC: ArchiveError(.wrongChecksum, "The file's checksum is wrong.")
        case ZIP_ER_EOF: ArchiveError(.truncated, "The archive is cut off.")
        case ZIP_ER_MULTIDISK: ArchiveError(.split, "The archive is one part of several.")
        case ZIP_ER_COMPNOTSUPP, ZIP_ER_ENCRNOTSUPP, ZIP_ER_OPNOTSUPP:
            ArchiveError(.unsupportedCompression, "The file is compressed in a way that isn't read.")
        case ZIP_ER_NOPASSWD, ZIP_ER_WRONGPASSWD: ArchiveError(.encrypted, "The file is encrypted.")
        case ZIP_ER_READ, ZIP_ER_OPEN, ZIP_ER_MEMORY:
            ArchiveError(.system, "The archive could not be read (\(code)).")
        default: ArchiveError(.damaged, "The archive is damaged.")
        }
    }
}

import AccountExports
import Archives
import Glibc

/// Finds out what is in an archive. Blocks, and each step by itself: unpacking a large inner archive takes
/// seconds.
struct ArchiveReader: Sendable {
    /// An archive that was inside of the other, in a file of its own while this lives.
    final class Inner: Sendable {
        /// Its number, from 1, and where it is.
        let number: Int
        let path: String

        init(number: Int, path: String) {
            self.number = number
            self.path = path
        }

        deinit {
            unlink(path)
        }
    }

    private let archive: ZipArchive
    private let files: [ArchiveEntry]
    /// What has been found so far.
    private(set) var listing: ImportListing
    /// The archives inside that are still to be opened.
    private var unopened: [ArchiveEntry]
    private var innerCount = 0

    /// The limits of the archive and of those inside of it.
    static let limits: ArchiveLimits = {
        var limits = ArchiveLimits()
        limits.entries = ImportLimits.entries
        limits.entryBytes = OriginalFile.maximumByteCount
        return limits
    }()
    /// The limits when an archive inside is unpacked.
    private static let innerLimits: ArchiveLimits = {
        var limits = ArchiveReader.limits
        limits.entryBytes = ImportLimits.archiveBytes
        return limits
    }()

    /// Opens an archive, and looks at its directory.
    init(path: String, byteCount: Int) throws(ArchiveError) {
        archive = try ZipArchive(path: path, limits: ArchiveReader.innerLimits)
        files = try archive.entries()
        let total = files.reduce(0) { $0 + min($1.byteCount, ImportLimits.unpackedBytes) }
        guard total <= ImportLimits.ratioFreeBytes || total / ImportLimits.ratio <= max(byteCount, 1) else {
            throw ArchiveError(
                .suspiciousRatio, "The archive would grow more than \(ImportLimits.ratio)-fold.")
        }
        listing = ImportListing(AccountExport.recognise(files.lazy.map(\.path)))
        unopened = files.filter {
            AccountExport.isArchive($0.path) && ArchiveReader.isPathUsable($0) && !$0.isFolder
        }.reversed()
    }

    private static func isPathUsable(_ file: ArchiveEntry) -> Bool {
        !ActivityNotes.isPathTooLong(file.path) && !file.isPathUnsafe
    }

    /// Lists the archive's files, with what the files of notes among them say.
    mutating func list() throws(ArchiveError) {
        var room = ImportLimits.noteBytes
        for file in files where listing.export.hasNotes(file.path) && ArchiveReader.isPathUsable(file) {
            guard !listing.notes.isFull else { break }
            guard file.obstacle(ArchiveReader.limits) == nil, file.byteCount <= room else { continue }
            room -= file.byteCount
            // Without notes the files are worth importing all the same.
            guard let bytes = try? archive.bytes(of: file) else { continue }
            listing.take(listing.export.notes(in: bytes))
        }
        try listing.add(files, ofArchive: 0, limits: ArchiveReader.limits)
    }

    /// Unpacks and lists the next archive inside; nil when there is none left. What can't be opened is noted,
    /// and passed over.
    mutating func next(into directory: String) throws(ArchiveError) -> Inner? {
        while let file = unopened.popLast() {
            do throws(ArchiveError) {
                return try open(file, in: directory)
            } catch {
                if error.code == .system { throw error }
                listing.refuse(ImportEntry.Place(archive: 0, index: file.index), error)
            }
        }
        listing.addMissing()
        return nil
    }

    private mutating func open(_ file: ArchiveEntry, in directory: String) throws(ArchiveError) -> Inner {
        guard innerCount < ImportLimits.innerArchives else {
            throw ArchiveError(
                .tooManyEntries, "There are more than \(ImportLimits.innerArchives) archives inside.")
        }
        let name = "import-\(UInt64.random(in: 0...UInt64.max))"
        let inner = Inner(number: innerCount + 1, path: "\(directory)/\(name)")
        try archive.unpack(file, to: inner.path)
        let files = try ZipArchive(path: inner.path, limits: ArchiveReader.limits).entries()
        // All of its files or none.
        var extended = listing
        try extended.add(files, ofArchive: inner.number, inside: file.path, limits: ArchiveReader.limits)
        listing = extended
        innerCount += 1
        return inner
    }
}

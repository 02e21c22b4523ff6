import AccountExports
import Archives

/// What is in an archive, with a first verdict on each file; pure.
struct ImportListing: Sendable {
    private(set) var export: AccountExport
    private(set) var entries: [ImportEntry] = []
    private(set) var notes = ActivityNotes()
    private(set) var unpackedBytes = 0
    private var seenPaths: Set<String> = []

    /// A listing of nothing yet.
    init(_ export: AccountExport) {
        self.export = export
    }

    /// Takes in what an archive's file of notes says; to be done before `add`.
    mutating func take(_ notes: ActivityNotes) {
        self.notes.add(notes)
    }

    /// Takes in the files of an archive: number 0, or one inside of it, with its path.
    mutating func add(
        _ files: [ArchiveEntry], ofArchive archive: Int, inside outer: String? = nil, limits: ArchiveLimits
    ) throws(ArchiveError) {
        for file in files where !file.isFolder {
            unpackedBytes += min(file.byteCount, ImportLimits.unpackedBytes)
            var entry = ImportEntry(
                number: entries.count + 1, path: storable(file.path), byteCount: file.byteCount,
                place: ImportEntry.Place(archive: archive, index: file.index))
            if ActivityNotes.isPathTooLong(file.path, inside: outer) {
                // Not even put together: each file would have all of the outer path once more.
                entry.outcome = ImportListing.pathTooLong
            } else {
                let path = outer.map { "\($0)/\(file.path)" } ?? file.path
                entry.path = storable(path)
                entry.note = notes.take(onFile: path)
                if let outcome = verdict(on: file, path, isInside: outer != nil, limits) {
                    entry.outcome = outcome
                }
            }
            entries.append(entry)
            guard entries.count <= ImportLimits.entries else {
                throw ArchiveError(
                    .tooManyEntries, "The archive has more than \(ImportLimits.entries) entries.")
            }
        }
        guard unpackedBytes <= ImportLimits.unpackedBytes else {
            throw ArchiveError(
                .tooLarge, "The archive holds more than \(ImportLimits.unpackedBytes >> 30) GiB.")
        }
    }

    private static let pathTooLong = ImportEntry.Outcome(
        .refused,
        Import.Reason(
            "unsafe_path",
            "The path has more than \(ActivityNotes.pathByteLimit) bytes"
                + " or \(ActivityNotes.pathPartLimit) parts."))

    /// Says that an archive inside could not be opened, in the place of its files.
    mutating func refuse(_ place: ImportEntry.Place, _ error: ArchiveError) {
        guard let index = entries.firstIndex(where: { $0.place == place }) else { return }
        entries[index].outcome = .init(.refused, Import.Reason(error.code.rawValue, error.message))
    }

    /// Adds what the notes speak of, but the archive hasn't: those that no file took.
    mutating func addMissing() {
        for (path, note) in notes.byPath.sorted(by: { $0.key < $1.key }) where export == .strava {
            append(path, note, .refused, "missing_file", "The archive does not have the file.")
        }
        for note in notes.withoutFile {
            let path = note.name ?? ""
            if note.figures == nil {
                append(path, note, .ignored, "no_file", "There is no file, and not enough is told of it.")
            } else {
                append(path, note, ImportEntry.Outcome(.waiting))
            }
        }
    }

    private mutating func append(
        _ path: String, _ note: ActivityNote, _ verdict: ImportEntry.Verdict, _ code: String,
        _ message: String
    ) {
        append(path, note, ImportEntry.Outcome(verdict, Import.Reason(code, message)))
    }

    private mutating func append(_ path: String, _ note: ActivityNote, _ outcome: ImportEntry.Outcome) {
        guard entries.count < ImportLimits.entries else { return }
        var entry = ImportEntry(
            number: entries.count + 1, path: storable(path), byteCount: 0, place: nil, note: note)
        entry.outcome = outcome
        entries.append(entry)
    }

    /// What can be said of a file without reading it; nil where it has to be read.
    private mutating func verdict(
        on file: ArchiveEntry, _ path: String, isInside: Bool, _ limits: ArchiveLimits
    ) -> ImportEntry.Outcome? {
        if file.isPathUnsafe {
            return .init(.refused, Import.Reason("unsafe_path", "The path leads out of the archive."))
        }
        if export.hasNotes(file.path) {
            return .init(.ignored, Import.Reason("notes", "The names of the activities were taken from it."))
        }
        if AccountExport.isArchive(file.path) {
            return isInside
                ? .init(
                    .refused,
                    Import.Reason("nested_too_deeply", "Archives inside of an inner archive aren't opened."))
                : .init(.ignored, Import.Reason("archive", "The archive inside was opened."))
        }
        guard AccountExport.isActivityFile(file.path) else {
            return .init(.ignored, Import.Reason("other_file", "The file is not called .fit, .gpx or .tcx."))
        }
        guard seenPaths.insert(path).inserted else {
            return .init(
                .refused, Import.Reason("duplicate_path", "Another file of the archive has the same path."))
        }
        return file.obstacle(limits).map {
            .init(.refused, Import.Reason($0.code.rawValue, $0.message))
        }
    }

    /// A path as it can be stored and shown.
    private func storable(_ path: String) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in path.unicodeScalars.suffix(ImportLimits.pathCharacters) {
            shown.append(scalar.value >= 0x20 && scalar.value != 0x7f ? scalar : "?")
        }
        return String(shown)
    }
}

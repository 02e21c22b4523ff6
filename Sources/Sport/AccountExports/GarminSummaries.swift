import FoundationEssentials

/// Garmin's `*_summarizedActivities.json`: what the account knows of activities, though not which of the
/// thousands of files each came from. That is told by when it began, which is the same to the second.
enum GarminSummaries {
    private struct Export: Decodable {
        var summarizedActivitiesExport: [Lenient<Summary>]?
    }

    private struct Summary: Decodable {
        var name: Lenient<String>?
        var description: Lenient<String>?
        var beginTimestamp: Lenient<Double>?
        var startTimeGmt: Lenient<Double>?
    }

    static func notes(in bytes: [UInt8]) -> ActivityNotes {
        var notes = ActivityNotes()
        guard let exports = try? JSONDecoder().decode([Lenient<Export>].self, from: Data(bytes)) else {
            return notes
        }
        for export in exports {
            for summary in export.value?.summarizedActivitiesExport ?? [] {
                guard !notes.isFull else { return notes }
                guard let summary = summary.value, let start = start(of: summary) else { continue }
                var note = ActivityNote()
                note.name = ActivityNote.text(summary.name?.value)
                note.description = ActivityNote.text(summary.description?.value)
                if !note.isEmpty { notes.add(note, startingAt: start) }
            }
        }
        return notes
    }

    private static func start(of summary: Summary) -> Int64? {
        guard let start = summary.beginTimestamp?.value ?? summary.startTimeGmt?.value,
            (0..<4e12).contains(start)
        else { return nil }
        return Int64(start)
    }
}

/// A value that is nil where it can't be read: one that is odd doesn't spoil the others.
struct Lenient<Value: Decodable>: Decodable {
    var value: Value?

    init(from decoder: any Decoder) throws {
        value = try? Value(from: decoder)
    }
}

/// Strava's `activities.csv`: a row for each activity, with the file's path in one of its columns.
///
/// The columns are found by their English names. In other languages the one with the paths tells where the
/// others are: their order is the same, though older exports have fewer. Names of columns come twice
/// (`Commute` as a word and as a number, `Distance` in kilometres and in metres): the first counts.
enum StravaTable {
    /// Where the columns are that are used; nil for those that aren't there.
    private struct Columns {
        var name: Int?
        var type: Int?
        var description: Int?
        var commute: Int?
        var gear: Int?
        var date: Int?
        var elapsedTime: Int?
        var distance: Int?
        var file: Int

        /// By the names of the first row.
        init?(header: [String]) {
            let names = header.map { $0.lowercased() }
            func place(_ known: String...) -> Int? {
                names.firstIndex { known.contains($0) }
            }
            guard let file = place("filename") else { return nil }
            self.file = file
            name = place("activity name", "name")
            type = place("activity type", "type")
            description = place("activity description", "description")
            commute = place("commute")
            gear = place("activity gear", "gear")
            date = place("activity date", "date")
            elapsedTime = place("elapsed time", "elapsed_time")
            // The second one is in metres, the first in kilometres, or in miles.
            distance = names.indices.dropFirst(file).first { names[$0] == "distance" }
        }

        /// By the place of the paths, in the order that the export has in any language.
        init(file: Int) {
            self.file = file
            (name, type, description) = (2, 3, 4)
            commute = file >= 11 ? 9 : file - 2
            gear = file - 1
        }
    }

    static func notes(in bytes: [UInt8]) -> ActivityNotes {
        var notes = ActivityNotes()
        // One row after the other: all of them at once may take many times the table's room.
        var rows = CSVReader(bytes)
        guard let header = rows.next(),
            let columns = Columns(header: header) ?? placeOfPaths(in: rows).map(Columns.init(file:))
        else { return notes }
        while !notes.isFull, let row = rows.next() {
            var note = note(row, columns)
            if let path = text(row, columns.file) {
                notes.add(note, onFile: path)
            } else {
                note.figures = figures(row, columns)
                notes.add(note)
            }
        }
        return notes
    }

    private static func placeOfPaths(in rows: CSVReader) -> Int? {
        var rows = rows
        while let row = rows.next() {
            let place = row.firstIndex { $0.hasPrefix("activities/") && AccountExport.isActivityFile($0) }
            if let place, place >= 5 { return place }
        }
        return nil
    }

    private static func note(_ row: [String], _ columns: Columns) -> ActivityNote {
        var note = ActivityNote()
        note.name = text(row, columns.name)
        note.description = text(row, columns.description)
        note.sport = text(row, columns.type).map(sport)
        note.isCommute = text(row, columns.commute).map {
            ["true", "1", "1.0", "yes"].contains($0.lowercased())
        }
        note.gear = text(row, columns.gear).map { ActivityNote.Gear(name: $0) }
        return note
    }

    /// Nil where the row doesn't say enough.
    private static func figures(_ row: [String], _ columns: Columns) -> ActivityNote.Figures? {
        guard let start = text(row, columns.date).flatMap(ExportedDate.parse),
            let elapsed = text(row, columns.elapsedTime).flatMap(Double.init), (0...1e9).contains(elapsed)
        else { return nil }
        let distance = text(row, columns.distance).flatMap(Double.init) ?? 0
        return ActivityNote.Figures(
            start: start, elapsedSeconds: Int(elapsed),
            distanceMeters: (0...1e9).contains(distance) ? distance : 0)
    }

    private static func text(_ row: [String], _ column: Int?) -> String? {
        guard let column, row.indices.contains(column) else { return nil }
        return ActivityNote.text(row[column])
    }

    /// `E-Bike Ride` becomes `EBikeRide`. Words of other languages stay what they are: unknown.
    private static func sport(_ type: String) -> String {
        let letters = type.filter { $0.isLetter || $0.isNumber }
        return letters.lowercased() == "rockclimb" ? "RockClimbing" : letters
    }
}

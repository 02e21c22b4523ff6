/// What kind of archive it is: files that somebody packed, or an account's export of a service.
package enum AccountExport: String, CaseIterable, Sendable {
    /// Just files.
    case files
    case strava
    case garmin
    case fittrackee

    /// What the paths in an archive say that it is.
    package static func recognise(_ paths: some Sequence<String>) -> AccountExport {
        var isStrava = false
        var isGarmin = false
        for path in paths {
            switch lastPart(of: path) {
            case "activities.csv": isStrava = true
            case "user_workouts_data.json": return .fittrackee
            case let name where name.hasSuffix("_summarizedActivities.json"): isGarmin = true
            default: if path.contains("DI_CONNECT/") { isGarmin = true }
            }
        }
        if isGarmin { return .garmin }
        return isStrava ? .strava : .files
    }

    /// Whether a file of the archive has notes on the others.
    package func hasNotes(_ path: String) -> Bool {
        let name = AccountExport.lastPart(of: path)
        switch self {
        case .files: return false
        case .strava: return name == "activities.csv"
        case .garmin: return name.hasSuffix("_summarizedActivities.json")
        case .fittrackee: return name == "user_workouts_data.json"
        }
    }

    /// The notes in such a file; none where it can't be understood.
    package func notes(in bytes: [UInt8]) -> ActivityNotes {
        switch self {
        case .files: ActivityNotes()
        case .strava: StravaTable.notes(in: bytes)
        case .garmin: GarminSummaries.notes(in: bytes)
        case .fittrackee: FitTrackeeWorkouts.notes(in: bytes)
        }
    }

    /// Whether a file of an archive is one that watches and head units write, as its name says.
    package static func isActivityFile(_ path: String) -> Bool {
        let name = lastPart(of: path).lowercased()
        // Macs pack a shadow of each file beside it.
        guard !name.hasPrefix("._"), !path.hasPrefix("__MACOSX/") else { return false }
        let inner = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
        return [".fit", ".gpx", ".tcx"].contains { inner.hasSuffix($0) && inner.count > $0.count }
    }

    /// Whether it is an archive inside of the archive.
    package static func isArchive(_ path: String) -> Bool {
        let name = lastPart(of: path).lowercased()
        return name.hasSuffix(".zip") && !name.hasPrefix("._") && !path.hasPrefix("__MACOSX/")
    }

    private static func lastPart(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }
}

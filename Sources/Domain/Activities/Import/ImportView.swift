import AccountExports
package import JSON
import Kernel

/// An import and its files in JSON.
enum ImportView {
    /// An object: names, state, counts.
    static func write(_ shown: Import, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", shown.id.rawValue)
            json.member("id_str", shown.id.description)
            json.member("state", shown.state.rawValue)
            json.member("dry_run", shown.isDryRun)
            json.member("file_name", shown.fileName)
            json.member("byte_count", Int64(shown.byteCount))
            json.member("export", shown.export?.rawValue)
            json.member("counts") { ImportCountsView.write(shown.counts, to: &$0) }
            json.member("error", shown.refusal?.message)
            json.member("error_code", shown.refusal?.code)
            json.member("created_at", shown.createdAt)
            json.member("updated_at", shown.updatedAt)
        }
    }

    /// An object: the file, the verdict, what it is.
    static func write(_ entry: ImportEntry, to json: inout JSONWriter) {
        let outcome = entry.outcome
        json.object { json in
            json.member("number", Int64(entry.number))
            json.member("path", entry.path)
            json.member("byte_count", Int64(entry.byteCount))
            json.member("verdict", outcome.verdict.rawValue)
            json.member("code", outcome.reason?.code)
            json.member("message", outcome.reason?.message)
            json.member("sport_type", outcome.preview?.sportType.rawValue ?? entry.note?.sport)
            json.member("name", outcome.preview?.name ?? entry.note?.name)
            json.member("start_date", outcome.preview?.start)
            json.member("elapsed_time", outcome.preview.map { Int64($0.elapsedSeconds) })
            json.member("distance", outcome.preview?.distanceMeters, decimals: 1)
            json.member("gear_name", entry.note?.gear?.name)
            json.member("commute", entry.note?.isCommute)
            json.member("duplicate_of", outcome.duplicateOf?.rawValue)
            json.member("duplicate_number", outcome.duplicateEntry.map { Int64($0) })
            json.key("activity_ids")
            json.array(outcome.activities) { json, activity in json.integer(activity.rawValue) }
        }
    }
}

/// An import's counts in JSON, as they are shown and told.
package enum ImportCountsView {
    /// An object: all files, one member for each verdict, and what they have become.
    package static func write(_ counts: Import.Counts, to json: inout JSONWriter) {
        json.object { json in
            json.member("files", Int64(counts.total))
            for verdict in ImportEntry.Verdict.allCases {
                json.key(dynamic: verdict.rawValue)
                json.integer(Int64(counts[verdict]))
            }
            json.member("activities", Int64(counts.activities))
        }
    }
}

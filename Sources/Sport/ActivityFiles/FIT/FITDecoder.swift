/// Reads Garmin's Flexible and Interoperable Data Transfer files: one activity for each session.
///
/// Records are the bulk of a file: each definition becomes a plan once, and records that follow each other
/// become columns, field by field. All other messages are looked at one by one.
enum FITDecoder {
    static func decode(_ content: [UInt8]) throws(ActivityFileError) -> [DecodedActivity] {
        let reader = content.withUnsafeBytes { FITReader($0) }
        if let failure = reader.failure { throw failure }
        var activities = FITActivities(reader).activities
        guard !activities.isEmpty else { throw reason(reader) }
        if let damage = damage(reader) {
            for index in activities.indices { activities[index].warnings.append(.damagedFile(damage)) }
        }
        return activities
    }

    /// What is wrong with parts that have become no activity.
    private static func damage(_ reader: FITReader) -> String? {
        if let damage = reader.damage { return damage }
        for (number, recording) in reader.recordings.enumerated() {
            guard let damage = recording.damage, recording.rows.isEmpty, recording.sessions.isEmpty else {
                continue
            }
            return "part \(number + 1): \(damage)"
        }
        return nil
    }

    /// Why there is no activity.
    private static func reason(_ reader: FITReader) -> ActivityFileError {
        for recording in reader.recordings where recording.isOtherType {
            let type = FITNames.fileTypes[recording.fileType] ?? "other"
            return ActivityFileError(
                .notActivity, "The file is a FIT file of type \(type), not the recording of an activity.")
        }
        if let damage = reader.damage ?? reader.recordings.compactMap(\.damage).first {
            return ActivityFileError(
                .noPoints, "The file is damaged (\(damage)) and nothing was recorded before that.")
        }
        return ActivityFileError(.noPoints, "The file has neither timed records nor a timed session.")
    }
}

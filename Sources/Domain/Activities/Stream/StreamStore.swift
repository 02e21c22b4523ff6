import Kernel
import Postgres

/// The recorded channels of activities in `activities.stream`.
struct StreamStore {
    let database: Database

    /// The blob of an activity's streams, in the format of `StreamCodec`.
    func blob(of activity: ActivityID, athlete: AthleteID) async throws -> [UInt8]? {
        try await database.query(
            """
            select blob from activities.stream
            where athlete_id = \(athlete) and activity_id = \(activity)
            """
        ).first?.decode([UInt8].self)
    }

    /// The blobs of several activities; absent for those without.
    func blobs(of activities: [Activity]) async throws -> [ActivityID: [UInt8]] {
        let rows = try await database.query(
            """
            select activity_id, blob from activities.stream
            where athlete_id = any(\(Array(Set(activities.map(\.athlete.rawValue)))))
                and activity_id = any(\(activities.map(\.id.rawValue)))
            """
        )
        var blobs: [ActivityID: [UInt8]] = [:]
        for row in rows {
            let (id, blob) = try row.decode(Int64.self, [UInt8].self)
            blobs[ActivityID(id)] = blob
        }
        return blobs
    }

    /// The statement that inserts the streams of an activity.
    static func insertion(of computed: ActivityComputation, activity: Activity) -> SQL {
        """
        insert into activities.stream (athlete_id, activity_id, codec_version, point_count, blob)
        values (
            \(activity.athlete), \(activity.id), \(ActivityComputation.codecVersion),
            \(Int32(computed.pointCount)), \(computed.streamBlob))
        """
    }

    /// The statement that replaces the streams of an activity.
    static func replacement(
        of activity: ActivityID, _ athlete: AthleteID, by computed: ActivityComputation
    ) -> SQL {
        """
        update activities.stream set
            codec_version = \(ActivityComputation.codecVersion), point_count = \(Int32(computed.pointCount)),
            blob = \(computed.streamBlob)
        where athlete_id = \(athlete) and activity_id = \(activity)
        """
    }

    /// Removes the streams of an activity.
    func delete(of activity: ActivityID, athlete: AthleteID, in transaction: Transaction) async throws {
        try await transaction.execute(
            "delete from activities.stream where athlete_id = \(athlete) and activity_id = \(activity)")
    }
}

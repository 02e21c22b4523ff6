import FoundationEssentials
package import JSON
import Kernel
package import Training

/// The parts of an activity as v3 shows them: laps, splits and best efforts.
///
/// Whole numbers where clients insist on them (`elapsed_time`, `moving_time`, `pace_zone` …). The figures of
/// all parts are written here, so that whoever has to hide one finds it.
package struct LapView {
    private let activity: Activity

    /// The view of the parts of an activity that its viewer may see.
    package init(of visible: VisibleActivity) {
        activity = visible.activity
    }

    /// Writes an array of `Lap`: all of them, or those with these places, from 0.
    package func write(
        _ laps: [Breakdown.Named<Lap>], in range: Range<Int> = 0..<Int.max, to json: inout JSONWriter
    ) {
        json.array { json in
            for place in range.clamped(to: laps.indices) {
                write(laps[place], number: place + 1, to: &json)
            }
        }
    }

    private func write(_ named: Breakdown.Named<Lap>, number: Int, to json: inout JSONWriter) {
        let lap = named.part
        json.object { json in
            json.member("id", named.id)
            json.member("resource_state", 2)
            json.member("name", "Lap \(number)")
            writeOwners(to: &json)
            writeTimes(
                elapsed: lap.elapsedSeconds, moving: lap.movingSeconds, start: lap.startSeconds, to: &json)
            json.member("distance", lap.distanceMeters, decimals: 1)
            json.member("average_speed", lap.averageSpeed, decimals: 3)
            json.member("max_speed", lap.maxSpeed, decimals: 3)
            json.member("lap_index", number)
            json.member("split", number)
            json.member("start_index", lap.startIndex)
            json.member("end_index", lap.endIndex)
            json.member("total_elevation_gain", lap.elevationGainMeters, decimals: 1)
            json.member("average_cadence", lap.averageCadence, decimals: 1)
            json.member("device_watts", lap.averageWatts != nil)
            json.member("average_watts", lap.averageWatts, decimals: 1)
            json.member("average_heartrate", lap.averageHeartrate, decimals: 1)
            json.member("max_heartrate", lap.maxHeartrate)
            json.member("pace_zone", 0)
        }
    }

    private func writeOwners(to json: inout JSONWriter) {
        json.member("activity") { json in
            json.object { json in
                json.member("id", activity.id.rawValue)
                json.member("resource_state", 1)
            }
        }
        json.member("athlete") { json in
            json.object { json in
                json.member("id", activity.athlete.rawValue)
                json.member("resource_state", 1)
            }
        }
    }

    private func writeTimes(elapsed: Int, moving: Int, start: Double, to json: inout JSONWriter) {
        json.member("elapsed_time", elapsed)
        json.member("moving_time", moving)
        json.member("start_date", activity.start.date.addingTimeInterval(start))
        json.member("start_date_local", activity.start.localDate.addingTimeInterval(start))
    }

    /// Writes an array of `Split`.
    package func write(_ splits: [Split], to json: inout JSONWriter) {
        json.array { json in
            for (number, split) in splits.enumerated() { write(split, number: number + 1, to: &json) }
        }
    }

    private func write(_ split: Split, number: Int, to json: inout JSONWriter) {
        json.object { json in
            json.member("distance", split.distanceMeters, decimals: 1)
            json.member("elapsed_time", split.elapsedSeconds)
            json.member("elevation_difference", split.elevationDifferenceMeters, decimals: 1)
            json.member("moving_time", split.movingSeconds)
            json.member("split", number)
            json.member("average_speed", split.averageSpeed, decimals: 3)
            json.member("average_grade_adjusted_speed", split.averageGradeAdjustedSpeed, decimals: 3)
            json.member("average_heartrate", split.averageHeartrate, decimals: 1)
            json.member("pace_zone", 0)
        }
    }

    /// Writes an array of `BestEffort`.
    package func write(_ efforts: [Breakdown.Named<BestEffort>], to json: inout JSONWriter) {
        json.array(efforts) { json, effort in write(effort, to: &json) }
    }

    private func write(_ named: Breakdown.Named<BestEffort>, to json: inout JSONWriter) {
        let effort = named.part
        json.object { json in
            json.member("id", named.id)
            json.member("resource_state", 2)
            json.member("name", effort.distance.rawValue)
            writeOwners(to: &json)
            // Rounded up, as races do: nobody is shown a time that wasn't run.
            writeTimes(
                elapsed: Int(effort.elapsedSeconds.rounded(.up)),
                moving: Int(effort.movingSeconds.rounded(.up)),
                start: effort.startSeconds, to: &json)
            json.member("distance", effort.distance.meters, decimals: 1)
            json.member("start_index", effort.startIndex)
            json.member("end_index", effort.endIndex)
            json.member("pr_rank", Int?.none)
            json.member("achievements") { $0.array { _ in } }
        }
    }
}

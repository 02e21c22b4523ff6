package import Accounts
import FoundationEssentials
import Geo
package import JSON
import Kernel
import Training

/// An activity as v3 shows it: `SummaryActivity`, or `DetailedActivity` for its owner.
///
/// Whole numbers where clients insist on them (`elapsed_time`, `max_heartrate`, `average_temp` …), lengths
/// and speeds with v3's decimals. What this server doesn't have yet is empty, zero or null, so that clients
/// parse.
package struct ActivityView {
    private let visible: VisibleActivity
    private let isOwner: Bool
    private let gear: GearSummary?
    private let reactions: ReactionTally
    private var activity: Activity { visible.activity }
    private var geometry: ActivityGeometry? { activity.geometry }

    /// The view of what is shown of an activity; its gear is for the owner, in detail.
    package init(
        _ visible: VisibleActivity, gear: GearSummary? = nil, reactions: ReactionTally? = nil
    ) {
        self.reactions = reactions ?? ReactionTally()
        self.gear = gear
        self.visible = visible
        isOwner = visible.sight.viewer == .owner
    }

    /// Writes a `SummaryActivity`.
    package func writeSummary(to json: inout JSONWriter) {
        json.object { json in
            json.member("resource_state", 2)
            writeShared(to: &json)
            writeMap(to: &json, isDetailed: false)
        }
    }

    /// Writes a `DetailedActivity`.
    package func writeDetail(with breakdown: Breakdown = Breakdown(), to json: inout JSONWriter) {
        json.object { json in
            json.member("resource_state", 3)
            writeShared(to: &json)
            writeMap(to: &json, isDetailed: true)
            writeDetails(breakdown, to: &json)
            writeParts(breakdown, to: &json)
        }
    }

    private func writeShared(to json: inout JSONWriter) {
        writeIdentity(to: &json)
        writeDistances(to: &json)
        writeStart(to: &json)
        writeSensors(to: &json)
        writeCounts(to: &json)
        writeFlags(to: &json)
    }

    private func writeIdentity(to json: inout JSONWriter) {
        json.member("id", activity.id.rawValue)
        json.member("name", activity.details.name)
        json.member("athlete") { json in
            json.object { json in
                json.member("id", activity.athlete.rawValue)
                json.member("resource_state", 1)
            }
        }
        json.member("type", activity.details.sportType.activityType)
        json.member("sport_type", activity.details.sportType.rawValue)
        json.member("workout_type", Int?.none)
        json.member("external_id", activity.origin.externalID)
        json.member("upload_id", activity.origin.upload?.rawValue)
        json.member("upload_id_str", activity.origin.upload?.description)
        json.member("device_name", activity.origin.deviceName)
        json.member("gear_id", isOwner ? activity.details.gear?.rawValue : nil)
    }

    private func writeDistances(to json: inout JSONWriter) {
        let figures = activity.figures
        json.member("distance", figures.distanceMeters, decimals: 1)
        json.member("moving_time", figures.movingSeconds)
        json.member("elapsed_time", figures.elapsedSeconds)
        json.member("total_elevation_gain", figures.elevationGainMeters, decimals: 1)
        json.member("elev_high", figures.elevationHighMeters, decimals: 1)
        json.member("elev_low", figures.elevationLowMeters, decimals: 1)
        json.member("average_speed", figures.averageSpeed, decimals: 3)
        json.member("max_speed", figures.maximumSpeed, decimals: 3)
    }

    private func writeStart(to json: inout JSONWriter) {
        json.member("start_date", activity.start.date)
        json.member("start_date_local", activity.start.localDate)
        json.member("timezone", LocalTime.label(activity.start))
        json.member("utc_offset", Double(activity.start.utcOffsetSeconds), decimals: 1)
        json.member("location_city", String?.none)
        json.member("location_state", String?.none)
        json.member("location_country", String?.none)
        json.member("start_latlng") { write(geometry?.start, to: &$0) }
        json.member("end_latlng") { write(geometry?.end, to: &$0) }
    }

    private func write(_ coordinate: Coordinate?, to json: inout JSONWriter) {
        json.array { json in
            guard let coordinate else { return }
            json.double(coordinate.latitude, decimals: 6)
            json.double(coordinate.longitude, decimals: 6)
        }
    }

    private func writeSensors(to json: inout JSONWriter) {
        let figures = activity.figures
        json.member("has_heartrate", figures.averageHeartRate != nil)
        json.member("average_heartrate", figures.averageHeartRate, decimals: 1)
        json.member("max_heartrate", whole(figures.maximumHeartRate))
        json.member("average_cadence", figures.averageCadence, decimals: 1)
        json.member("average_watts", figures.averageWatts, decimals: 1)
        json.member("max_watts", whole(figures.maximumWatts))
        json.member("weighted_average_watts", whole(figures.weightedAverageWatts))
        json.member("kilojoules", figures.kilojoules, decimals: 1)
        json.member("device_watts", figures.averageWatts != nil)
        json.member("average_temp", whole(figures.averageTemperature))
        json.member("suffer_score", Int?.none)
    }

    /// Rounded, since v3's clients refuse fractions there.
    private func whole(_ value: Double?) -> Int? {
        guard let value, value.isFinite, abs(value) < 1e9 else { return nil }
        return Int(value.rounded())
    }

    private func writeCounts(to json: inout JSONWriter) {
        json.member("achievement_count", 0)
        json.member("kudos_count", reactions.kudosCount)
        json.member("comment_count", reactions.commentCount)
        json.member("athlete_count", 1)
        json.member("photo_count", 0)
        json.member("total_photo_count", 0)
        json.member("pr_count", 0)
        json.member("has_kudoed", reactions.hasKudoed)
    }

    private func writeFlags(to json: inout JSONWriter) {
        let details = activity.details
        json.member("trainer", details.trainer)
        json.member("commute", details.commute)
        json.member("manual", activity.origin.upload == nil)
        json.member("private", details.visibility == .onlyMe)
        json.member("visibility", details.visibility.rawValue)
        json.member("hide_from_home", details.hideFromHome)
        if isOwner { details.hiddenFacets.writeSwitches(to: &json) }
        json.member("flagged", false)
        json.member("from_accepted_tag", false)
    }

    private func writeMap(to json: inout JSONWriter, isDetailed: Bool) {
        json.member("map") { json in
            json.object { json in
                json.member("id", "a\(activity.id)")
                if isDetailed { json.member("polyline", geometry?.polyline) }
                json.member("summary_polyline", geometry?.summaryPolyline)
                json.member("resource_state", isDetailed ? 3 : 2)
            }
        }
    }

    private func writeDetails(_ breakdown: Breakdown, to json: inout JSONWriter) {
        json.member("description", activity.details.description)
        json.member("calories", activity.figures.calories ?? 0, decimals: 1)
        json.member("perceived_exertion", Int?.none)
        json.member("prefer_perceived_exertion", false)
        json.member("segment_leaderboard_opt_out", false)
        json.member("embed_token", String?.none)
        json.member("private_note", String?.none)
        json.member("gear") { json in
            if let gear { gear.write(to: &json) } else { json.null() }
        }
        json.member("total_elevation_loss", breakdown.elevationLossMeters, decimals: 1)
        json.member("max_cadence", whole(breakdown.maximumCadence))
        json.member("max_temp", whole(breakdown.maximumTemperature))
        json.member("figure_sources") { json in
            json.object { json in
                for (figure, source) in breakdown.sources.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                    json.key(dynamic: figure.rawValue)
                    json.string(source.rawValue)
                }
            }
        }
        json.member("photos") { json in
            json.object { json in
                json.member("primary") { $0.null() }
                json.member("count", 0)
            }
        }
    }

    private func writeParts(_ breakdown: Breakdown, to json: inout JSONWriter) {
        let parts = LapView(of: visible)
        json.member("segment_efforts") { $0.array { _ in } }
        json.member("splits_metric") { parts.write(breakdown.kilometers, to: &$0) }
        json.member("splits_standard") { parts.write(breakdown.miles, to: &$0) }
        json.member("laps") { parts.write(breakdown.laps, to: &$0) }
        json.member("best_efforts") { parts.write(breakdown.bestEfforts, to: &$0) }
    }
}

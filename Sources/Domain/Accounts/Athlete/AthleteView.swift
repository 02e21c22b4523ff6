import FoundationEssentials
package import JSON
package import Kernel

extension AthleteSummary {
    /// The v3 SummaryAthlete.
    package func write(to json: inout JSONWriter) {
        json.object { json in
            writeMembers(to: &json, resourceState: 2)
        }
    }

    fileprivate func writeMembers(to json: inout JSONWriter, resourceState: Int) {
        json.member("id", id.rawValue)
        json.member("username", username)
        json.member("resource_state", resourceState)
        json.member("firstname", firstname)
        json.member("lastname", lastname)
        json.member("bio", description)
        json.member("city", city)
        json.member("state", state)
        json.member("country", country)
        json.member("sex", sex?.rawValue)
        json.member("premium", false)
        json.member("summit", false)
        json.member("created_at", createdAt)
        json.member("updated_at", updatedAt)
        json.member("badge_type_id", 0)
        json.member("profile_medium", "avatar/athlete/medium.png")
        json.member("profile", "avatar/athlete/large.png")
        json.member("friend") { $0.null() }
        json.member("follower") { $0.null() }
    }

    /// The v3 MetaAthlete: only who it is.
    package static func writeMeta(_ id: AthleteID, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id.rawValue)
            json.member("resource_state", 1)
        }
    }
}

/// How many follow an athlete, and whom the athlete follows; known to a module to the right.
package struct FollowCounts: Equatable, Sendable {
    /// The two counts.
    package var followers: Int
    package var following: Int

    /// Takes the two counts.
    package init(followers: Int, following: Int) {
        self.followers = followers
        self.following = following
    }
}

extension Athlete {
    /// The v3 DetailedAthlete, for the athlete's own eyes.
    package func writeDetailed(to json: inout JSONWriter, _ counts: FollowCounts, _ gear: OwnedGear) {
        json.object { json in
            summary.writeMembers(to: &json, resourceState: 3)
            json.member("follower_count", counts.followers)
            json.member("friend_count", counts.following)
            json.member("mutual_friend_count", 0)
            json.member("athlete_type", 0)
            json.member("date_preference", "%m/%d/%Y")
            json.member("measurement_preference", profile.measurementPreference.rawValue)
            json.member("timezone", profile.homeZone.name)
            json.member("description", profile.description)
            json.member("dateofbirth", profile.dateOfBirth?.description)
            json.member("email", email)
            json.member("email_confirmed", isEmailConfirmed)
            json.member("ftp", profile.ftpWatts)
            json.member("max_heartrate", profile.maximumHeartrateBPM)
            json.member("resting_heartrate", profile.restingHeartrateBPM)
            json.member("threshold_speed", profile.thresholdSpeed, decimals: 3)
            json.member("weight", profile.weightKilograms, decimals: 2)
            json.member("clubs") { $0.array { _ in } }
            json.member("bikes") { json in json.array(gear.bikes) { $1.write(to: &$0) } }
            json.member("shoes") { json in json.array(gear.shoes) { $1.write(to: &$0) } }
        }
    }
}

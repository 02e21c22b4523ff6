package import FoundationEssentials
package import Kernel

/// A person with an account.
package struct Athlete: Equatable, Sendable {
    /// Who it is, and the address as it was typed.
    package var id: AthleteID
    package var email: String
    package var isEmailConfirmed: Bool
    package var profile: Profile
    package var createdAt: Date
    package var updatedAt: Date

    /// What the athlete says of themselves, and may change.
    package struct Profile: Equatable, Sendable {
        /// Names, and where the athlete lives.
        package var firstname: String
        package var lastname = ""
        package var username: String?
        package var city: String?
        package var state: String?
        package var country: String?
        package var sex: Sex?
        package var description: String?
        package var dateOfBirth: CalendarDay?
        package var measurementPreference = MeasurementPreference.meters
        /// Where the athlete's days begin.
        package var homeZone = HomeZone.unknown
        /// What is true today; a change is dated, and what was before is kept.
        package var weightKilograms: Double?
        package var ftpWatts: Int?
        package var maximumHeartrateBPM: Int?
        package var restingHeartrateBPM: Int?
        /// The speed that the athlete can run for about an hour.
        package var thresholdSpeed: Double?

        /// A profile with nothing but a name.
        package init(firstname: String, lastname: String = "") {
            self.firstname = firstname
            self.lastname = lastname
        }
    }

    /// As v3 has it; nil where the athlete doesn't say.
    package enum Sex: String, Sendable, CaseIterable {
        case male = "M"
        case female = "F"
    }

    /// What the athlete wants to see distances in.
    package enum MeasurementPreference: String, Sendable, CaseIterable {
        case feet, meters
    }
}

/// What others may see of an athlete, in lists and beside what they did.
package struct AthleteSummary: Equatable, Sendable {
    /// Each as in the profile.
    package var id: AthleteID
    package var username: String?
    package var firstname: String
    package var lastname: String
    package var city: String?
    package var state: String?
    package var country: String?
    package var sex: Athlete.Sex?
    package var description: String?
    package var createdAt: Date
    package var updatedAt: Date
}

extension Athlete {
    /// What others may see of it.
    package var summary: AthleteSummary {
        AthleteSummary(
            id: id, username: profile.username, firstname: profile.firstname, lastname: profile.lastname,
            city: profile.city, state: profile.state, country: profile.country, sex: profile.sex,
            description: profile.description, createdAt: createdAt, updatedAt: updatedAt)
    }
}

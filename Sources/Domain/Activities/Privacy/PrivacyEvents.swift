import Jobs
import Kernel

/// An athlete's activities are to be shown otherwise than before.
struct PrivacyChanged: Event {
    static let kind = "privacy.changed"
    let athlete: AthleteID
}

import Crypto
import Geo

/// All of an athlete's rules about what others see of the tracks, and of new activities.
package struct Privacy: Sendable {
    /// What new activities begin with, and how much of tracks' ends isn't shown.
    package let settings: PrivacySettings
    /// Counts changes; 0 while there was none. Part of what stands for a masked answer.
    let revision: Int32
    private let zones: [HiddenArea]
    private let secret: HMACSHA256

    /// The rules of an athlete who has made none.
    static let none = Privacy(settings: PrivacySettings(), revision: 0, zones: [], secret: [])

    /// Collects the rules; the secret is what hidden areas are displaced by.
    init(settings: PrivacySettings, revision: Int32, zones: [PrivacyZone], secret: [UInt8]) {
        self.settings = settings
        self.revision = revision
        let secret = HMACSHA256(key: secret)
        self.secret = secret
        self.zones = zones.map {
            HiddenArea(around: $0.address, radiusMeters: $0.radiusMeters, for: .zone, secret: secret)
        }
    }

    /// Whether any track may have to be cut.
    var cutsTracks: Bool {
        !zones.isEmpty || settings.hiddenStartMeters > 0 || settings.hiddenEndMeters > 0
    }

    /// Whether a position is in a privacy zone.
    func isInZone(_ position: Coordinate) -> Bool {
        zones.contains { $0.contains(position) }
    }

    /// What isn't shown around a track's first position; nil where that isn't hidden.
    func startArea(around position: Coordinate) -> HiddenArea? {
        endArea(around: position, radiusMeters: settings.hiddenStartMeters)
    }

    /// What isn't shown around a track's last position; nil where that isn't hidden.
    func finishArea(around position: Coordinate) -> HiddenArea? {
        endArea(around: position, radiusMeters: settings.hiddenEndMeters)
    }

    private func endArea(around position: Coordinate, radiusMeters: Int) -> HiddenArea? {
        guard radiusMeters > 0 else { return nil }
        return HiddenArea(around: position, radiusMeters: radiusMeters, for: .end, secret: secret)
    }
}

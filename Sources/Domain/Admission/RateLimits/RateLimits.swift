package import Kernel

/// The limits of this server, from its configuration.
package struct RateLimits: Equatable, Sendable {
    /// For one application, over all athletes that it acts for.
    package var application: RateLimit
    /// For one athlete's own sessions and personal tokens.
    package var athlete: RateLimit

    /// Takes the limits.
    package init(application: RateLimit, athlete: RateLimit) {
        self.application = application
        self.athlete = athlete
    }

    /// Reads `RATE_LIMITS` and what belongs to it; nil when nothing shall be limited.
    package static func read(_ reader: inout ConfigurationReader) -> RateLimits? {
        reader.begin(section: "Rate limits")
        let isOn = reader.flag("RATE_LIMITS", default: true, "Whether requests are counted and limited.")
        let application = read(
            &reader, "RATE_LIMIT_APPLICATION", default: [2_000, 20_000, 1_000, 10_000],
            "Requests of one application in 15 minutes and a day, and reads in both.")
        let athlete = read(
            &reader, "RATE_LIMIT_ATHLETE", default: [3_000, 100_000, 3_000, 100_000],
            "The same for one athlete's own sessions and tokens.")
        return isOn ? RateLimits(application: application, athlete: athlete) : nil
    }

    private static func read(
        _ reader: inout ConfigurationReader, _ name: String, default figures: [Int], _ purpose: String
    ) -> RateLimit {
        let standard = figures.map(String.init).joined(separator: ",")
        let text = reader.string(name, default: standard, purpose)
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).compactMap { Int($0) }
        guard numbers.count == 4, numbers.allSatisfy({ $0 > 0 }) else {
            reader.reject(name, "must be four numbers above zero, such as \(standard)")
            return RateLimit(
                quarterHour: figures[0], day: figures[1], readQuarterHour: figures[2], readDay: figures[3])
        }
        return RateLimit(
            quarterHour: numbers[0], day: numbers[1], readQuarterHour: numbers[2], readDay: numbers[3])
    }

    /// Whose requests a principal's count among, and the limit for them.
    func subject(of principal: Principal) -> (RateSubject, RateLimit) {
        if let id = principal.application { return (.application(id), application) }
        return (.athlete(principal.athlete), athlete)
    }
}

import Geo
import Glibc

/// What a watch would have recorded of somebody on a synthetic route, each second.
struct SyntheticRecording {
    /// How somebody moves.
    enum Motion {
        case ride, run, walk

        /// Metres per second on the flat at usual effort.
        var usualSpeed: Double {
            switch self {
            case .ride: 7.8
            case .run: 3.1
            case .walk: 1.4
            }
        }

        /// By how much a slope changes the speed.
        var slopeFactor: Double {
            switch self {
            case .ride: 9
            case .run: 4
            case .walk: 2.5
            }
        }

        /// The share of the heart's range that the usual effort takes.
        var effort: Double {
            switch self {
            case .ride: 0.66
            case .run: 0.7
            case .walk: 0.34
            }
        }

        /// Revolutions, or steps of one leg, each minute.
        var cadence: Double {
            switch self {
            case .ride: 86
            case .run: 87
            case .walk: 57
            }
        }
    }

    /// One second.
    struct Sample {
        var second: Int
        var position: Coordinate
        var altitude: Double
        var heartRate: Int
        var cadence: Int
        /// Watts; nil without a power meter.
        var watts: Int?
    }

    /// Longer recordings are cut off.
    private static let longestSeconds = 6 * 3600

    let samples: [Sample]

    /// Goes once around. `fitness` is 1 for the usual speed; a power meter is on bicycles only.
    init(
        on route: SyntheticRoute, motion: Motion, fitness: Double, hasPowerMeter: Bool,
        random: inout SeededRandom
    ) {
        var walker = Walker(route: route, motion: motion, fitness: fitness, hasPowerMeter: hasPowerMeter)
        var samples: [Sample] = []
        while walker.meters < route.lengthMeters, samples.count < SyntheticRecording.longestSeconds {
            samples.append(walker.sample(at: samples.count, &random))
            walker.move(&random)
        }
        self.samples = samples
    }
}

/// Somebody under way, second by second.
private struct Walker {
    private static let massKilograms = 82.0
    private static let gravity = 9.81

    let route: SyntheticRoute
    let motion: SyntheticRecording.Motion
    let fitness: Double
    let hasPowerMeter: Bool
    var meters = 0.0
    private var speed = 0.0
    private var mood = 0.0
    private var heartRate = 92.0
    private var drift = (north: 0.0, east: 0.0)
    private var secondsToWait = 0
    private var vertex = 0

    init(route: SyntheticRoute, motion: SyntheticRecording.Motion, fitness: Double, hasPowerMeter: Bool) {
        self.route = route
        self.motion = motion
        self.fitness = fitness
        self.hasPowerMeter = hasPowerMeter && motion == .ride
    }

    /// One second passes.
    mutating func move(_ random: inout SeededRandom) {
        mood += -mood / 120 + 0.012 * random.normal()
        if secondsToWait > 0 {
            secondsToWait -= 1
        } else if random.integer(1...900) == 1 {
            secondsToWait = random.integer(18...45)
        }
        let slope = exp(-motion.slopeFactor * route.grade(after: meters))
        let wanted = motion.usualSpeed * fitness * (1 + mood) * min(1.9, max(0.35, slope))
        let target = secondsToWait > 0 ? 0 : wanted
        speed += (target - speed) * (target < speed ? 0.5 : 0.2)
        meters += max(0, speed)
        let effort =
            speed < 0.3 ? 0.1 : motion.effort + 0.5 * mood + 2.2 * max(-0.1, route.grade(after: meters))
        heartRate += (70 + 115 * min(1, max(0, effort)) - heartRate) / 35
        // A receiver's error wanders slowly.
        drift.north += -drift.north / 60 + 0.25 * random.normal()
        drift.east += -drift.east / 60 + 0.25 * random.normal()
    }

    /// What is recorded now.
    mutating func sample(at second: Int, _ random: inout SeededRandom) -> SyntheticRecording.Sample {
        var position = route.position(after: meters, hint: &vertex)
        position.latitude += drift.north / 111_195
        position.longitude += drift.east / 111_195 / cos(position.latitude * .pi / 180)
        let isCoasting = speed < 0.5 || (motion == .ride && route.grade(after: meters) < -0.045)
        let cadence = isCoasting ? 0 : motion.cadence + 3 * random.normal() + 20 * mood
        return SyntheticRecording.Sample(
            second: second, position: position, altitude: route.altitude(after: meters),
            heartRate: Int((heartRate + random.normal()).rounded()), cadence: max(0, Int(cadence.rounded())),
            watts: hasPowerMeter ? watts(isCoasting: isCoasting, &random) : nil)
    }

    /// Against slope, rolling resistance and air (Martin et al. 1998, simplified).
    private func watts(isCoasting: Bool, _ random: inout SeededRandom) -> Int {
        if isCoasting { return 0 }
        let grade = route.grade(after: meters)
        let force = Walker.massKilograms * Walker.gravity * (grade + 0.005) + 0.2 * speed * speed
        return max(0, Int((force * speed + 12 * random.normal()).rounded()))
    }
}
